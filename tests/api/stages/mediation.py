"""How a test from outside brings mediation into the state it asks about: by the API alone."""

from datetime import timedelta

from service.core import clock
from service.organization.models import Role

PLACES = {"home": ("zhang", "community"), "away": ("far", "other_community")}


class MediationStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def courtyard_place(self, where: str) -> dict:
        """The courtyard whose lead is hu, whichever community is asked for."""
        return {"code": self.town.place("courtyard_1").code}

    def disputed(self, where: str) -> dict:
        """A dispute the worker there has taken up alone, and somebody who could mediate with him."""
        worker, place = PLACES[where]
        number = self.must(worker, "POST", "/mediations", {
            "place_code": self.town.place(place).code, "type": "neighbour", "source": "applied", "facts": "排水沟的事",
            "parties": [{"name": "游某"}, {"name": "余某"}]})["id"]
        moment = clock.now()
        return {"mediation_id": number, "just_now": moment.isoformat(),
                "today": clock.local(moment).date().isoformat(), "colleague_id": self._colleague(place),
                "later": (clock.local(moment).date() + timedelta(days=60)).isoformat()}

    def settled(self, where: str) -> dict:
        """A dispute that ended with an oral agreement."""
        scene = self.disputed(where)
        self.must(PLACES[where][0], "POST", f"/mediations/{scene['mediation_id']}/outcome",
                  {"outcome": "oral_agreement", "text": "各让一步"})
        return scene

    def disputed_by_two(self, where: str) -> dict:
        """A dispute with a second mediator."""
        scene = self.disputed(where)
        self.must(PLACES[where][0], "POST", f"/mediations/{scene['mediation_id']}/mediators",
                  {"account_id": scene["colleague_id"]})
        return scene

    def _colleague(self, place: str) -> int:
        """A worker who has just come to that community."""
        number = next(self.numbers)
        session = self.must("stranger", "POST", "/sessions/wechat", {"code": f"new:colleague-{number}"})
        self.must("zheng", "POST", "/grants", {"account_id": session["account"]["id"], "role": Role.COMMUNITY_WORKER,
                                               "place_code": self.town.place(place).code})
        return session["account"]["id"]
