"""Who may do what with registrations and yearly feedback, from outside: see tests/api/matrix.py."""

from tests.api.row import AWAY, DESK, EVERYBODY, HOME, PHONED, Row, but, same

V1 = "/api/v1"
ONE = f"{V1}/registrations/<registration_id>"
FEEDBACK = f"{ONE}/feedback/<period_id>"
YEAR = {"name": "周期{serial}", "begins": "2020-01-01", "ends": "2099-12-31", "write_by": "2099-12-31"}
WORDS = {"text": "帮老人换了灯泡。"}
APPLIED, ACCEPTED = "registration_applied", "registration_accepted"


def _seen(route: str, stage: str, home: str, away: str) -> Row:
    return Row(f"GET {route}", stage, f"200: {home}", f"200: {away}")


def _registered(verb: str, stage: str, may: str, may_away: str, body: dict, status: int = 201,
                method: str = "POST") -> Row:
    """What is done with li's registration (away: qian's); the unit's administrator he and those above look on."""
    see, see_away = f"{HOME} he", f"qian {AWAY} he"
    return Row(f"{method} {ONE}{verb}", stage, f"{status}: {may} | 403: {but(see, may)}",
               f"{status}: {may_away} | 403: {but(see_away, may_away)}", body)


def _of_feedback(method: str, verb: str, stage: str, may: str, may_away: str, status: int, body: dict) -> Row:
    """What is done with a yearly feedback: only the member, his community and his unit know of it."""
    see, see_away = f"li {DESK} he", "qian far he"
    return Row(f"{method} {FEEDBACK}{verb}", stage, f"{status}: {may} | 403: {but(see, may)}",
               f"{status}: {may_away} | 403: {but(see_away, may_away)}", body)


REGISTRATIONS = (
    same(f"GET {V1}/registration-offers", f"200: {EVERYBODY}"),
    same(f"POST {V1}/registrations", f"201: {but(PHONED, 'hu lin')} | 403: chen | 409: hu lin",  # hu, lin: of a branch
         body={"unit_code": "demo-unit", "place_code": "{code}", "skills": ["law"]}),
    same(f"GET {V1}/registrations", f"200: {EVERYBODY}"),
    same(f"GET {V1}/registrations", f"200: {EVERYBODY}", query="view=place&state=applied&place={code}"),
    _seen(ONE, APPLIED, f"{HOME} he", f"qian {AWAY} he"),
    _registered("/acceptance", APPLIED, DESK, "far", {}),
    _registered("/return", APPLIED, DESK, "far", {"reason": "请写明楼栋"}),
    _registered("/move", ACCEPTED, "li", "qian", {"place_code": "{elsewhere}"}),
    _registered("", ACCEPTED, f"li {DESK}", "qian far", {"reason": "已经搬走"}, 200, "DELETE"),
    same(f"POST {V1}/registrations/acceptances", f"200: {EVERYBODY}", APPLIED, {"ids": ["{registration_id}"]}),
    same(f"GET {V1}/units/<code>/members", "200: he", "member_unit"),
    same(f"POST {V1}/units/<code>/registrations", f"422: {EVERYBODY}", "member_unit"),  # the file is missing
)
YEARLY = (
    same(f"POST {V1}/feedback-periods", f"201: zheng | 403: {but(EVERYBODY, 'zheng')}", body=YEAR),
    same(f"GET {V1}/feedback-periods", f"200: {EVERYBODY}"),
    same(f"GET {V1}/feedback-periods/<period_id>", f"200: {EVERYBODY}", "feedback_period"),
    same(f"GET {V1}/yearly-feedback", f"200: {EVERYBODY}"),
    same(f"GET {V1}/yearly-feedback", f"200: {EVERYBODY}", query="view=unit&state=open"),
    _seen(FEEDBACK, "feedback_open", f"li {DESK} he", "qian far he"),
    _seen(FEEDBACK, "feedback_written", f"li {DESK} he", "qian far he"),
    _of_feedback("PUT", "", "feedback_open", DESK, "far", 200, WORDS | {"took_part": "partly"}),
    _of_feedback("POST", "/acknowledgement", "feedback_written", "he", "he", 201, {"remark": "已阅"}),
    _of_feedback("POST", "/reply", "feedback_written", "li", "qian", 201, WORDS),
    _of_feedback("POST", "/correction", "feedback_acknowledged", DESK, "far", 201, WORDS),
)
