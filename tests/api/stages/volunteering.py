"""How a test from outside brings volunteering into the state it asks about: by the API alone."""

import uuid

from service.core import clock
from service.core.clock import iso

COMMUNITIES = {"home": "community", "away": "other_community"}


class VolunteeringStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def teamed(self, where: str) -> dict:
        """A team at the community: qian leads, zhao is a member, li asks; an id nobody has used for a report."""
        serial, place = next(self.numbers), self.town.place(COMMUNITIES[where]).code
        team = {"code": f"{where}-{serial}", "name": "红骑先锋", "trade": "food_delivery", "place_code": place}
        code = self.must("wu", "POST", "/teams", team)["code"]
        leader, member = self._joined(code, "qian"), self._joined(code, "zhao")
        self.must("wu", "PUT", f"/teams/{code}/members/{leader}/leadership", {})
        return {"code": code, "serial": serial, "place_code": place, "client_id": str(uuid.uuid4()),
                "now": iso(clock.now()), "member_id": self.must("li", "POST", f"/teams/{code}/members", {})["id"],
                "accepted_id": member, "leader_id": leader}

    def _joined(self, code: str, name: str) -> int:
        member_id = self.must(name, "POST", f"/teams/{code}/members", {})["id"]
        return self.must("wu", "POST", f"/teams/{code}/members/{member_id}/acceptance", {})["id"]

    def teamed_member(self, where: str) -> dict:
        """The same, and the membership meant is zhao's."""
        scene = self.teamed(where)
        return scene | {"member_id": scene["accepted_id"]}

    def teamed_leader(self, where: str) -> dict:
        """The same, and the membership meant is the leader's."""
        scene = self.teamed(where)
        return scene | {"member_id": scene["leader_id"]}

    def reported(self, where: str) -> dict:
        """A report of zhao's."""
        scene = self.teamed(where)
        said = {"kind": "need_rest", "seen_at": scene["now"], "place_code": scene["place_code"]}
        self.must("zhao", "PUT", f"/rider-reports/{scene['client_id']}", said)
        return scene | {"seen_at": scene["now"]}

    def located(self, where: str) -> dict:
        """The community, with its position."""
        code = self.town.place(COMMUNITIES[where]).code
        self.must("zheng", "PUT", f"/places/{code}/position", {"lat": 29.8577, "lng": 107.0814, "coord_type": "wgs84"})
        return {"code": code}
