"""How a test from outside brings courtyard into the state it asks about: by the API alone."""

from types import SimpleNamespace
from uuid import uuid4

from service.core import clock
from service.core.database import atomic
from service.courtyard.actions import days, decisions
from tests.courtyard.notebook import Notebook

COURTYARDS = {"home": 1, "away": 2}
RECORDERS = {"home": ("hu", "胡院长", "lin"), "away": ("lin", "谭德厚", "wu")}  # who writes, leads and approves


class CourtyardStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def scheduled(self, where: str) -> dict:
        """A day of the courtyard's, planned for today."""
        group, today = self.town.group(COURTYARDS[where]).code, clock.local(clock.now()).date()
        self.must("lin", "PUT", f"/courtyard-groups/{group}/day-rule", {"kind": "day_of_month", "day": today.day})
        day = self.must("lin", "GET", f"/party-mass-days?group={group}&month={today:%Y-%m}")["items"][0]
        if day["state"] == "not_held":
            self.must("lin", "POST", f"/party-mass-days/{day['id']}/reopening", {"reason": "雨停了"})
        return {"code": group, "day_id": day["id"], "today": today.isoformat(), "today_of_month": today.day}

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

    def log_day(self, where: str) -> dict:
        """A day of today without a log, and an id for one."""
        number = COURTYARDS[where]
        return {"day_id": Notebook(self.town).day(group=number), "client_id": str(uuid4()),
                "group": self.town.group(number).code}

    def log_draft(self, where: str) -> dict:
        """A whole draft with an opinion and a decision."""
        scene, (recorder, host, _) = self.log_day(where), RECORDERS[where]
        member = self.town.member(host).id
        self.must(recorder, "PUT", f"/activity-logs/{scene['client_id']}", {
            "day_id": scene["day_id"], "begins_at": "19:30", "ends_at": "20:40", "host_id": member,
            "present": [member], "others_present": 12,
            "items": [{"client_id": "o1", "kind": "opinion_collection", "text": "院坝的灯不亮"}],
            "decisions": [{"client_id": "d1", "what": "清理排水沟", "who": "游建国"}]})
        return scene

    def log_submitted(self, where: str) -> dict:
        """That draft, submitted."""
        scene = self.log_draft(where)
        self.must(RECORDERS[where][0], "POST", f"/activity-logs/{scene['client_id']}/submission", {})
        return scene

    def log_approved(self, where: str) -> dict:
        """Approved by the secretary; his own log by the town."""
        scene = self.log_submitted(where)
        self.must(RECORDERS[where][2], "POST", f"/activity-logs/{scene['client_id']}/approval", {})
        return scene
