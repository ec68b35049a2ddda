"""Who may do what with the party organisation, from outside: see tests/api/matrix.py.

Home is the village, where lin is secretary and hu leads courtyard 1; away is the community, whose workers look on.
The roster of the unit is he's alone.
"""

from tests.api.row import ABOVE, ALL, DESK, EVERYBODY, Row, but, same

V1 = "/api/v1"
SEEN, SEEN_AWAY = f"hu lin {ABOVE} feng", f"{DESK} {ABOVE} feng"
ARRANGE = f"lin {ABOVE}"


def _reads(route: str, stage: str, query: str = "") -> Row:
    return Row(f"GET {V1}{route}", stage, f"200: {SEEN}", f"200: {SEEN_AWAY}", None, query)


def _changes(method: str, route: str, stage: str, body: dict | None = None, may: str = ARRANGE) -> Row:
    """What those arrange who see it and may; who only sees it is refused."""
    return Row(f"{method} {V1}{route}", stage, f"200: {may} | 403: {but(SEEN, may)}",
               f"200: {ABOVE} | 403: {but(SEEN_AWAY, ABOVE)}", body)


def _makes(route: str, body: dict, may: str = ARRANGE, stage: str = "party_new") -> Row:
    return Row(f"POST {V1}{route}", stage, f"201: {may} | 403: {but(EVERYBODY, may)}",
               f"201: {ABOVE} | 403: {but(EVERYBODY, ABOVE)}", body)


NAMED = {"name": "改了名"}
HOURS = [{"days": [1, 2], "from": "09:00", "to": "11:30"}]
MEMBER, OFFICE = "/members/<member_id>", "/offices/<office_id>"

ROWS = (
    *(same(f"GET {V1}/{name}", f"200: {EVERYBODY}") for name in (
        "branches", "courtyard-groups", "households", "members", "offices", "units")),
    same(f"GET {V1}/units", f"200: {EVERYBODY}", query="q=%E9%95%BF%E5%AF%BF"),
    same(f"GET {V1}/stations", f"200: {ALL}"),
    _makes("/branches", {"code": "b-{serial}", "name": "新支部", "place_code": "{place}"}, may=ABOVE),
    _reads("/branches/<code>", "party_branch"),
    _changes("PUT", "/branches/<code>", "party_branch", NAMED, may=ABOVE),
    _makes("/courtyard-groups", {"code": "g-{serial}", "name": "新党小组", "branch_code": "{branch}",
                                 "place_code": "{yard}"}),
    _reads("/courtyard-groups/<code>", "party_group"),
    _changes("PUT", "/courtyard-groups/<code>", "party_group", NAMED),
    _makes("/households", {"code": "h-{serial}", "name": "新中心户", "group_code": "{group}", "place_code": "{yard}"}),
    _reads("/households/<code>", "party_household"),
    _changes("PUT", "/households/<code>", "party_household", NAMED),
    _reads("/members", "party_branch", query="branch={code}"),
    _reads("/members", "party_group", query="group={code}"),
    same(f"GET {V1}/members", "200: he", query="unit=demo-unit"),
    _makes("/members", {"name": "新党员", "branch_code": "{branch}"}),
    same(f"POST {V1}/members", f"201: he | 403: {but(EVERYBODY, 'he')}", stage="party_new",
         body={"name": "新党员", "unit_code": "demo-unit"}),
    _reads(MEMBER, "party_member"),
    same(f"GET {V1}{MEMBER}", "200: he", stage="unit_member"),
    _changes("PUT", MEMBER, "party_member", NAMED),
    same(f"PUT {V1}{MEMBER}", "200: he", stage="unit_member", body=NAMED),
    _changes("DELETE", MEMBER, "party_member", {}),
    same(f"DELETE {V1}{MEMBER}", "200: he", stage="unit_member", body={}),
    Row(f"POST {V1}{MEMBER}/reveal", "party_member", "200: hu lin zheng | 403: wu feng",
        f"200: zheng | 403: {DESK} wu feng", {"reason": "通知开会"}),
    same(f"POST {V1}{MEMBER}/reveal", "200: he", stage="unit_member", body={"reason": "通知开会"}),
    _reads("/offices", "party_branch", query="branch={code}&live=true"),
    same(f"GET {V1}/offices", "200: he", query="unit=demo-unit"),
    _makes("/offices", {"office": "committee_member", "branch_code": "{branch}", "member_id": "{member_id}"},
           stage="party_member"),
    _makes("/offices", {"office": "secretary", "branch_code": "{branch}", "member_id": "{member_id}"}, may=ABOVE,
           stage="party_member"),
    same(f"POST {V1}/offices", f"201: he | 403: {but(EVERYBODY, 'he')}", stage="unit_member",
         body={"office": "unit_contact", "unit_code": "demo-unit", "member_id": "{member_id}"}),
    _reads(OFFICE, "party_office"),
    _changes("DELETE", OFFICE, "party_office", {}),
    _makes("/stations", {"code": "s-{serial}", "name": "新议事站", "place_code": "{place}", "hours": HOURS}),
    same(f"GET {V1}/stations/<code>", f"200: {ALL}", stage="party_station"),
    Row(f"PUT {V1}/stations/<code>", "party_station", f"200: {ARRANGE} | 403: {but(EVERYBODY, ARRANGE)}",
        f"200: {ABOVE} | 403: {but(EVERYBODY, ABOVE)}", {"name": "老议事站", "place_code": "{place}", "hours": HOURS}),
    same(f"POST {V1}/imports", f"422: {EVERYBODY}"),  # without a file; tests/party/test_routes.py brings one
)
