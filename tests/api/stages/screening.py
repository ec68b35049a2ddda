"""How a test from outside brings a text before the people who look at it: by the API, and by what a worker does."""

from tests.looking import everything_is_looked_at

DESK = {"home": "zhang", "away": "far"}


class ScreeningStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def told_to_all(self, where: str) -> dict:
        """Everybody reads it."""
        number = self.submit(where, public=True)
        everything_is_looked_at()
        return {"number": number}

    def review(self, where: str, text: str = "我叫李四，电话13911117777。") -> dict:
        """A text that was held for a person."""
        number = self.submit(where, public=True, text=f"{text}楼下还贴了测试违规的纸。")
        everything_is_looked_at()
        items = self.must(DESK[where], "GET", "/reviews?limit=100")["items"]
        return {"number": number, "check_id": next(item["id"] for item in items if item["number"] == number)}
