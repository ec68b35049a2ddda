"""How a test from outside brings staff into the state it asks about: by the API alone."""


class AdministrationStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def newcomer_at_the_desk(self, where: str) -> dict:
        """A worker of the community without a password yet, with the secret of his link; and a name for another."""
        place = self.town.place({"home": "community", "away": "other_community"}[where]).code
        made = self.must("zheng", "POST", "/staff", {
            "display_name": "小周", "username": f"desk{next(self.numbers)}", "role": "community_worker",
            "place_code": place})
        account_id = made["account"]["id"]
        token = self.must("zheng", "PUT", f"/staff/{account_id}/setup")["token"]
        return {"account_id": account_id, "setup": token, "code": place, "username": f"desk{next(self.numbers)}"}
