"""How a test from outside brings registrations and yearly feedback into the state it asks about: by the API alone."""

from __future__ import annotations

MEMBERS = {"home": ("li", "zhang", "compound"), "away": ("qian", "far", "other_community")}
YEAR = {"begins": "2020-01-01", "ends": "2099-12-31", "write_by": "2099-12-31"}


class RegistrationStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def member_unit(self, where: str) -> dict:
        return {"code": "demo-unit"}

    def registration_applied(self, where: str) -> dict:
        """A fresh application, whatever the member was before."""
        member, _, nickname = MEMBERS[where]
        for item in self.must(member, "GET", "/registrations")["items"]:
            if item["state"] in ("applied", "accepted"):
                self.must(member, "DELETE", f"/registrations/{item['id']}", {})
        body = {"unit_code": "demo-unit", "place_code": self.town.place(nickname).code, "skills": ["law"]}
        return {"registration_id": self.must(member, "POST", "/registrations", body)["id"],
                "elsewhere": self.town.place("river_building").code}

    def registration_accepted(self, where: str) -> dict:
        """The same, accepted."""
        scene = self.registration_applied(where)
        self.must(MEMBERS[where][1], "POST", f"/registrations/{scene['registration_id']}/acceptance", {})
        return scene

    def feedback_period(self, where: str) -> dict:
        body = YEAR | {"name": f"年度{next(self.numbers)}"}
        return {"period_id": self.must("zheng", "POST", "/feedback-periods", body)["id"]}

    def feedback_open(self, where: str) -> dict:
        """A registered member of whom nothing is written yet."""
        return self.registration_accepted(where) | self.feedback_period(where)

    def feedback_written(self, where: str) -> dict:
        scene = self.feedback_open(where)
        self.must(MEMBERS[where][1], "PUT", self._feedback(scene), {"text": "来过两次。"})
        return scene

    def feedback_acknowledged(self, where: str) -> dict:
        scene = self.feedback_written(where)
        self.must("he", "POST", f"{self._feedback(scene)}/acknowledgement", {})
        return scene

    def _feedback(self, scene: dict) -> str:
        return f"/registrations/{scene['registration_id']}/feedback/{scene['period_id']}"
