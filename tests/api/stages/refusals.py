"""How a ticket comes to be sealed, refused, or objected to."""

from __future__ import annotations


class RefusalStages:
    """Stages of what accuses somebody in office, and of what was refused."""

    def sealed(self, where: str) -> dict:
        """Accuses somebody in office: reviewed by the town."""
        return {"number": self.submit(where, text="社区工作人员收红包，请查一查。")}

    def rejected(self, where: str) -> dict:
        number = self.community(where)["number"]
        self.act(number, "worker", where, "rejection",
                 {"reason_code": "not_ours", "reason": "不归社区管", "other_channel": "12345"})
        return {"number": number}

    def objected(self, where: str, text: str = "就是社区的事。") -> dict:
        number = self.rejected(where)["number"]
        self.act(number, "reporter", where, "objection", {"text": text})
        return {"number": number}
