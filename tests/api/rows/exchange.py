"""Who may see what outside systems are told, from outside: see tests/api/matrix.py.

An event of the ticket of the stage was given up. An outside system has a key and no account, so that nobody of the cast
comes through its door, whatever token he brings.
"""

from tests.api.row import ABOVE, ALL, DESK, EVERYBODY, Row, but, same

SYSTEMS = "/api/v1/outside-systems"
EVENT = f"{SYSTEMS}/deliveries/<event_id>"
SAID = {"event": "progress", "number": "{number}", "text": "在办"}
WORKERS = f"{DESK} far {ABOVE}"


def _districts(status: int) -> str:
    return f"{status}: zheng | 403: {but(EVERYBODY, 'zheng')}"


ROWS = (
    same(f"GET {SYSTEMS}", f"200: {WORKERS} | 403: {but(EVERYBODY, WORKERS)}"),
    same(f"GET {SYSTEMS}/deliveries", _districts(200), "given_up"),
    same(f"GET {EVENT}", "200: zheng", "given_up"),
    same(f"POST {EVENT}/resend", "201: zheng", "given_up"),
    Row(f"POST {SYSTEMS}/<system>/events", "given_up", f"401: {ALL}", f"401: {ALL}", SAID),
)
