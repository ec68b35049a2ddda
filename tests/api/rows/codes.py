"""Who may do what with printed codes beyond issuing them one by one, from outside: see tests/api/matrix.py."""

from tests.api.row import DESK, EVERYBODY, Row, but

DESKS = f"{DESK} zheng"
REASON = {"reason": "被雨淋坏了"}
ROWS = (
    Row("POST /api/v1/places/<code>/codes/missing", "place", f"200: {DESKS} | 403: {but(EVERYBODY, DESKS)}",
        f"200: far zheng | 403: {but(EVERYBODY, 'far zheng')}"),
    Row("GET /api/v1/places/<code>/posters.zip", "place", f"200: {DESKS} | 403: {but(EVERYBODY, DESKS)}",
        f"200: far zheng | 403: {but(EVERYBODY, 'far zheng')}", query="format=svg&paper=a6"),
    Row("POST /api/v1/codes/<token>/replacement", "printed", f"201: {DESKS} | 403: {but(EVERYBODY, DESKS)}",
        f"201: far zheng | 403: {but(EVERYBODY, 'far zheng')}", REASON),
)
