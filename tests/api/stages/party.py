"""How a test from outside brings the party organisation into the state it asks about: by the API alone."""

BRANCHES = {"home": "demo-branch-village", "away": "demo-branch-community"}
SINCE = "2024-01-01"
SITES = {"home": ("village", "courtyard_1"), "away": ("community", "compound")}


class PartyStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def party_new(self, where: str) -> dict:
        """Codes for what is to be founded in the village or the community."""
        place, yard = (self.town.place(nickname).code for nickname in SITES[where])
        return {"serial": next(self.numbers), "place": place, "yard": yard, "branch": BRANCHES[where],
                "group": self.party_group(where)["code"]}

    def party_branch(self, where: str) -> dict:
        return {"code": BRANCHES[where]}

    def party_group(self, where: str) -> dict:
        """At home courtyard 1's; in the community one at the compound."""
        if where == "home":
            return {"code": "demo-group-1"}
        code = f"compound-{next(self.numbers)}"
        self.must("wu", "POST", "/courtyard-groups", {
            "code": code, "name": "东街党小组", "branch_code": BRANCHES[where],
            "place_code": self.town.place("compound").code})
        return {"code": code}

    def party_household(self, where: str) -> dict:
        new = self.party_new(where)
        code = f"house-{new['serial']}"
        self.must("wu", "POST", "/households", {"code": code, "name": "中心户", "group_code": new["group"],
                                                "place_code": new["yard"]})
        return {"code": code}

    def party_member(self, where: str) -> dict:
        """Somebody new in a group of the branch."""
        body = {"name": "新党员", "group_code": self.party_group(where)["code"], "joined_on": SINCE,
                "phone": f"1370000{next(self.numbers):04}"}
        return {"member_id": self.must("wu", "POST", "/members", body)["id"], "branch": BRANCHES[where]}

    def unit_member(self, where: str) -> dict:
        """Somebody new of the unit."""
        body = {"name": "新职工", "unit_code": "demo-unit", "joined_on": SINCE,
                "phone": f"1360000{next(self.numbers):04}"}
        return {"member_id": self.must("he", "POST", "/members", body)["id"]}

    def party_office(self, where: str) -> dict:
        """A committee member of the branch."""
        member = self.party_member(where)
        body = {"office": "committee_member", "branch_code": member["branch"], "member_id": member["member_id"],
                "since": SINCE}
        return {"office_id": self.must("wu", "POST", "/offices", body)["id"]}

    def party_station(self, where: str) -> dict:
        new = self.party_new(where)
        code = f"station-{new['serial']}"
        self.must("wu", "POST", "/stations", {"code": code, "name": "议事站", "place_code": new["place"], "hours": []})
        return {"code": code, "place": new["place"]}
