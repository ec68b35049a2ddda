"""Who may do what with courtyard, from outside: see tests/api/matrix.py.

`home` is the first courtyard of the village, which hu leads; `away` is the second one, whose lead has no account.
lin is the secretary of the village both lie in.
"""

from tests.api.row import ABOVE, ALL, EVERYBODY, Row, but, same, shown

DAY, DECISION = "/api/v1/party-mass-days/<day_id>", "/api/v1/decisions/<decision_id>"
RULE = "/api/v1/courtyard-groups/<code>/day-rule"
RUN, RUN_AWAY = f"hu lin {ABOVE}", f"lin {ABOVE}"
ARRANGE = f"lin {ABOVE}"


def _run(route: str, stage: str, status: int, body: dict) -> Row:
    """What the lead of the courtyard does, and who stands above him."""
    return Row(route, stage, f"{status}: {RUN} | 403: feng", f"{status}: {RUN_AWAY} | 403: feng", body)


DAYS = (
    same(f"GET {RULE}", f"200: {EVERYBODY}", "scheduled"),
    same(f"PUT {RULE}", f"200: {ARRANGE} | 403: {but(EVERYBODY, ARRANGE)}", "scheduled",
         {"kind": "day_of_month", "day": "{today_of_month}"}),
    same("GET /api/v1/party-mass-days", f"200: {ALL}", "scheduled"),
    same(f"GET {DAY}", f"200: {ALL}", "scheduled"),  # in outline to whoever does not look after it
    shown("called_off", f"{RUN} feng", f"{RUN_AWAY} feng", f"GET {DAY}"),
    _run(f"PUT {DAY}", "scheduled", 200, {"on": "{today}", "at": "19:30", "reason": "赶场"}),
    _run(f"POST {DAY}/not-held", "scheduled", 201, {"reason_code": "weather", "reason": "暴雨"}),
    _run(f"POST {DAY}/reopening", "called_off", 201, {"reason": "雨停了"}),
    same("GET /api/v1/decisions", f"200: {EVERYBODY}"),
    Row(f"GET {DECISION}", "decided", f"200: {RUN} feng", f"200: {RUN_AWAY} feng"),
    _run(f"POST {DECISION}/completion", "decided", 201, {"text": "清好了"}),
    _run(f"POST {DECISION}/dropping", "decided", 201, {"reason": "镇里统一改造"}),
)
LOG, READERS = "/api/v1/activity-logs/<client_id>", f"{ABOVE} feng"
LOGS = (  # at home hu keeps the log of his group, away the secretary himself that of the other one
    same("GET /api/v1/activity-logs", f"200: {EVERYBODY}"),
    same("GET /api/v1/activity-logs", f"200: {EVERYBODY}", "log_submitted", query="group={group}&state=submitted"),
    Row(f"PUT {LOG}", "log_day", f"200: hu lin | 403: {READERS}", f"200: lin | 403: {READERS}",
        {"day_id": "{day_id}", "others_present": 3}),
    Row(f"PUT {LOG}", "log_submitted", f"409: hu lin | 403: {READERS}", f"409: lin | 403: {READERS}",
        {"day_id": "{day_id}", "others_present": 3}),
    Row(f"GET {LOG}", "log_draft", "200: hu lin", "200: lin"),
    Row(f"GET {LOG}", "log_submitted", f"200: hu lin {READERS}", f"200: lin {READERS}"),
    Row(f"DELETE {LOG}", "log_draft", "204: hu lin", "204: lin"),
    Row(f"DELETE {LOG}", "log_submitted", f"409: hu lin {READERS}", f"409: lin {READERS}"),
    Row(f"POST {LOG}/submission", "log_draft", "201: hu lin", "201: lin", {}),
    Row(f"POST {LOG}/approval", "log_submitted", f"201: lin | 403: hu {READERS}", f"201: {ABOVE} | 403: lin feng", {}),
    Row(f"POST {LOG}/approval", "log_approved", f"409: hu lin {READERS}", f"409: lin {READERS}", {}),
    Row(f"POST {LOG}/return", "log_submitted", f"201: lin | 403: hu {READERS}", f"201: {ABOVE} | 403: lin feng",
        {"reason": "请补上到场人数。"}),
    Row(f"POST {LOG}/amendments", "log_approved", f"201: hu lin | 403: {READERS}", f"201: lin | 403: {READERS}",
        {"text": "到场 21 人。"}),
)
ROWS = DAYS + LOGS
