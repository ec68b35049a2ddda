"""Who may do what with member development, from outside: see tests/api/matrix.py."""

from tests.api.row import EVERYBODY, Row, but, same

ONE = "/api/v1/candidates/<candidate_id>"
BRANCH = "lin hu"  # the secretary, and a member of the village's branch
OF_THE_VILLAGE = {"name": "文某", "branch_code": "demo-branch-village", "on": "2026-01-05"}


def _secretary(method: str, path: str, stage: str = "applicant", body: dict | None = None) -> Row:
    """What only the secretary notes; a member of the branch sees, but may not. There is one village: home and away
    are the same here."""
    status = 201 if method == "POST" else 200
    return same(f"{method} {ONE}{path}", f"{status}: lin | 403: hu", stage, body)


ROWS = (
    same("POST /api/v1/candidates", f"201: lin | 403: {but(EVERYBODY, 'lin')}", body=OF_THE_VILLAGE),
    same("GET /api/v1/candidates", f"200: {EVERYBODY}"),
    same("GET /api/v1/candidates/counts", f"200: lin wu zheng feng | 403: {but(EVERYBODY, 'lin wu zheng feng')}",
         "village_place", query="place={code}"),
    same(f"GET {ONE}", f"200: {BRANCH}", "applicant"),
    _secretary("PUT", "", body={"name": "文某某"}),
    _secretary("POST", "/stages", body={"stage": "activist", "on": "2026-01-05"}),
    _secretary("POST", "/dues", body={"on": "2026-01-05"}),
    same(f"POST {ONE}/dues", "201: lin hu", "accompanied_applicant", {"on": "2026-01-05"}),
    _secretary("POST", "/extension", "probationer", {"until": "{until}"}),
    _secretary("POST", "/ending", body={"reason": "withdrawn", "on": "2026-01-05"}),
    _secretary("PUT", "/contacts", body={"contacts": ["{member_id}"]}),
    same("GET /api/v1/me/development", "200: li", "own_application"),
)
