"""Who may find people, make staff, read the audit log and see how the service is: see tests/api/matrix.py."""

from tests.api.row import ABOVE, ALL, EVERYBODY, Row, but, same

GIVERS = f"{ABOVE} | 403: {but(EVERYBODY, ABOVE)}"
READERS = f"200: zheng feng | 403: {but(EVERYBODY, 'zheng feng')}"
STAGE = "newcomer_at_the_desk"

ROWS: tuple[Row, ...] = (
    same("POST /api/v1/people/matches", f"200: {GIVERS}", body={"name": "张干"}),
    same("POST /api/v1/staff", f"201: {GIVERS}", STAGE,
         {"display_name": "小李", "username": "{username}", "role": "community_worker", "place_code": "{code}"}),
    same("PUT /api/v1/staff/<account_id>/setup", f"200: {ABOVE}", STAGE),
    same("PUT /api/v1/setup", f"204: {ALL}", STAGE, {"token": "{setup}", "new": "long-enough-words"}),
    same("POST /api/v1/deliveries/resend", "200: zhang zhou far wu zheng | 403: "
         + but(EVERYBODY, "zhang zhou far wu zheng"), body={"kind": "answered"}),
    same("GET /api/v1/audit", READERS),
    same("GET /api/v1/audit/verification", READERS),
    same("GET /api/v1/service/state", f"200: zheng | 403: {but(EVERYBODY, 'zheng')}"),
    same("GET /api/v1/message-templates", f"200: zheng | 403: {but(EVERYBODY, 'zheng')}"),
    same("PUT /api/v1/places/<code>", f"200: zheng | 403: {but(EVERYBODY, 'zheng')}", "place", {"name": "新名字"}),
)
