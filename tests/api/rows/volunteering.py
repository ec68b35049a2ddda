"""Who may do what with volunteering, from outside: see tests/api/matrix.py.

The town has founded the team at the community; qian leads it, zhao is a member, li asks to join, and it was zhao who
sent the report.
"""

from tests.api.row import ABOVE, ALL, DESK, EVERYBODY, PHONED, Row, but, same

TEAM, MEMBER = "/api/v1/teams/<code>", "/api/v1/teams/<code>/members/<member_id>"
DECIDES = f"qian {ABOVE}"
FOUND = {"code": "new-{serial}", "name": "新队", "trade": "courier", "place_code": "{place_code}"}
SAID = {"kind": "road_damage", "seen_at": "{now}", "place_code": "{place_code}"}
SPOT = {"lat": 29.8577, "lng": 107.0814, "coord_type": "gcj02"}


def _only(status: int, names: str) -> str:
    """These may, all others see that they may not."""
    return f"{status}: {names} | 403: {but(EVERYBODY, names)}"


ROWS = (
    same("GET /api/v1/teams", f"200: {EVERYBODY}", "teamed", query="place={place_code}"),
    same("POST /api/v1/teams", _only(201, ABOVE), "teamed", FOUND),
    same(f"GET {TEAM}", f"200: {EVERYBODY}", "teamed"),
    same(f"PUT {TEAM}", _only(200, ABOVE), "teamed", {"name": "二队", "trade": "other"}),
    same(f"DELETE {TEAM}", _only(204, ABOVE), "teamed"),
    same(f"GET {TEAM}/members", _only(200, DECIDES), "teamed"),
    same(f"POST {TEAM}/members", f"201: {but(PHONED, 'li qian zhao')} | 409: li qian zhao | 403: chen", "teamed", {}),
    same(f"GET {MEMBER}", f"200: {DECIDES} li", "teamed"),
    same(f"GET {MEMBER}", f"200: {DECIDES} zhao", "teamed_member"),
    same(f"POST {MEMBER}/acceptance", f"201: {DECIDES} | 403: li", "teamed", {}),
    same(f"POST {MEMBER}/refusal", f"201: {DECIDES} | 403: li", "teamed", {}),
    same(f"DELETE {MEMBER}", f"204: {DECIDES} li", "teamed"),
    same(f"DELETE {MEMBER}", f"204: {DECIDES} zhao", "teamed_member"),
    same(f"DELETE {MEMBER}", f"204: {DECIDES}", "teamed_leader"),
    same(f"PUT {MEMBER}/leadership", f"409: {DECIDES} li", "teamed", {}),
    same(f"PUT {MEMBER}/leadership", f"200: {ABOVE} | 403: qian zhao", "teamed_member", {}),
    same(f"DELETE {MEMBER}/leadership", f"204: {ABOVE} | 403: qian", "teamed_leader"),
    same(f"GET {TEAM}/reports", _only(200, f"{DECIDES} zhao"), "teamed"),
    same("PUT /api/v1/rider-reports/<client_id>", _only(201, "qian zhao"), "teamed", SAID),
    same("PUT /api/v1/rider-reports/<client_id>", f"409: {but(EVERYBODY, 'zhao')} | 200: zhao", "reported",
         {"kind": "need_rest", "seen_at": "{seen_at}", "place_code": "{place_code}"}),
    same("GET /api/v1/rider-reports/<client_id>", "200: zhao", "reported"),
    same("GET /api/v1/rider-report-kinds", f"200: {ALL}"),
    same("GET /api/v1/me/rider-reports", f"200: {EVERYBODY}", "reported"),
    Row("PUT /api/v1/places/<code>/position", "place", _only(200, f"{DESK} zheng"), _only(200, "far zheng"), SPOT),
    Row("GET /api/v1/places/<code>/position", "located", _only(200, f"{DESK} zheng"), _only(200, "far zheng")),
)
