"""Who looks at what everybody shall see, from outside: see tests/api/matrix.py."""

from tests.api.row import ABOVE, AWAY, DESK, EVERYBODY, HOME, MEMBERS, Row, but, same

REVIEW = "/api/v1/reviews/<check_id>"
PUBLICITY = "/api/v1/tickets/<number>/publicity"
DESKS = f"{DESK} far"
OUTSIDE = but(EVERYBODY, f"{DESKS} {ABOVE}")  # nobody of a desk


def _desk(route: str, status: int, body: dict | None = None) -> Row:
    """What the workers of the place do and who stands above them."""
    return Row(route, "review", f"{status}: {DESK} {ABOVE}", f"{status}: far {ABOVE}", body)


ROWS = (
    same("GET /api/v1/reviews", f"200: {DESKS} {ABOVE} | 403: {OUTSIDE}"),
    _desk(f"GET {REVIEW}", 200),
    _desk(f"POST {REVIEW}/decision", 201, {"show": True}),
    _desk(f"POST {REVIEW}/decision", 201, {"show": False, "reason": "文字里有他人的电话。"}),
    Row(f"POST {PUBLICITY}", "queued", f"201: li | 403: {but(HOME, 'li')} {MEMBERS}", f"403: {AWAY} sun", {}),
    Row(f"DELETE {PUBLICITY}", "told_to_all", f"200: li {DESK} {ABOVE} | 403: feng {MEMBERS}",
        f"200: far {ABOVE} | 403: feng sun", {"reason": "文字里有他人的电话。"}),
)
