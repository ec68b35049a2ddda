"""How a test from outside brings courtyard into the state it asks about: by the API alone."""

from types import SimpleNamespace
from uuid import uuid4

from service.core import clock
from service.core.database import atomic
from service.courtyard.actions import days, decisions

COURTYARDS = {"home": 1, "away": 2}


class CourtyardStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def scheduled(self, where: str) -> dict:
        """A day of the courtyard's, planned for today."""
        group, today = self.town.group(COURTYARDS[where]).code, clock.local(clock.now()).date()
        self.must("lin", "PUT", f"/courtyard-groups/{group}/day-rule", {"kind": "day_of_month", "day": today.day})
        day = self.must("lin", "GET", f"/party-mass-days?group={group}&month={today:%Y-%m}")["items"][0]
        if day["state"] == "not_held":
            self.must("lin", "POST", f"/party-mass-days/{day['id']}/reopening", {"reason": "雨停了"})
        return {"group_code": group, "day_id": day["id"], "today": today.isoformat(), "today_of_month": today.day}

    def called_off(self, where: str) -> dict:
        """The same day, not held."""
        scene = self.scheduled(where)
        self.must("lin", "POST", f"/party-mass-days/{scene['day_id']}/not-held",
                  {"reason_code": "weather", "reason": "暴雨"})
        return scene

    def decided(self, where: str) -> dict:
        """A decision of that day's log, open."""
        scene, client_id = self.scheduled(where), str(uuid4())
        item = {"client_id": client_id, "what": "清理排水沟", "who": "谭德厚", "due_on": None}
        with atomic():
            one, = decisions.enter(SimpleNamespace(client_id=client_id), days.locked(scene["day_id"]), [item], by=None)
        return scene | {"decision_id": one.id}
