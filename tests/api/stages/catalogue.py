"""How a test from outside brings the catalogue into the state it asks about: by the API alone."""


class CatalogueStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def shelved(self, where: str) -> dict:
        """A category of its own that nobody uses, and a key for another."""
        made = self.must("zheng", "POST", "/catalogue/categories",
                         {"parent_code": "facilities", "key": f"tried_{next(self.numbers)}", "name": "试一试"})
        return {"category": made["code"], "level": "ordinary", "queue": "public", "key": f"next_{next(self.numbers)}"}
