"""How a test from outside brings member development into the state it asks about: by the API alone."""


class DevelopmentStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in; there is one village."""

    def village_place(self, where: str) -> dict:
        return {"code": self.town.place("village").code}

    def applicant(self, where: str, contact: str = "余秀兰", **said) -> dict:
        """Somebody who has applied to the village's branch."""
        member = self.town.member(contact).id
        made = self.must("lin", "POST", "/candidates", {
            "name": "文某", "branch_code": "demo-branch-village", "on": "2021-01-05", "contacts": [member]} | said)
        return {"candidate_id": made["id"], "member_id": member}

    def accompanied_applicant(self, where: str) -> dict:
        """The same, and hu is the contact person."""
        return self.applicant(where, "胡院长")

    def probationer(self, where: str) -> dict:
        """Somebody whose year of probation is over."""
        scene = self.applicant(where)
        for stage, on in (("activist", "2022-01-05"), ("development_target", "2023-01-05"),
                          ("probationary", "2024-01-05")):
            self.must("lin", "POST", f"/candidates/{scene['candidate_id']}/stages", {"stage": stage, "on": on})
        return scene | {"until": "2025-07-05"}

    def own_application(self, where: str) -> dict:
        """The application of li, who has proved the phone."""
        return self.applicant(where, phone="19000000001")
