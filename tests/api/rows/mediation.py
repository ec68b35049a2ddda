"""Who may do what with mediation, from outside: see tests/api/matrix.py."""

from tests.api.row import AWAY, DESK, EVERYBODY, READ, Row, but, same

CASE = "/api/v1/mediations/<mediation_id>"
PARTIES = [{"name": "游某"}, {"name": "余某"}]
DISPUTE = {"type": "neighbour", "facts": "排水沟的事", "parties": PARTIES}
COUNTED = "from=2026-01&to=2026-03&place={code}"


def _only_its_mediator(method: str, path: str, stage: str = "disputed", body: dict | None = None) -> Row:
    """For one of its mediators; nobody else learns that there is such a case, not even his colleague."""
    status = 201 if method == "POST" else 200
    return Row(f"{method} {CASE}{path}", stage, f"{status}: zhang", f"{status}: far", body)


ROWS = (
    Row("POST /api/v1/mediations", "place", f"201: {DESK} | 403: {but(EVERYBODY, DESK)}",
        f"201: far | 403: {but(EVERYBODY, 'far')}", DISPUTE | {"source": "applied", "place_code": "{code}"}),
    same("POST /api/v1/mediations", f"201: hu lin | 403: {but(EVERYBODY, 'hu lin')}", "courtyard_place",
         DISPUTE | {"source": "offered", "place_code": "{code}"}),
    same("GET /api/v1/mediations", f"200: {EVERYBODY}"),
    Row("GET /api/v1/mediations/counts", "place", f"200: {READ} | 403: {but(EVERYBODY, READ)}",
        f"200: {AWAY} | 403: {but(EVERYBODY, AWAY)}", query=COUNTED),
    _only_its_mediator("GET", ""),
    _only_its_mediator("PUT", "", body=DISPUTE),
    _only_its_mediator("POST", "/sessions", body={"at": "{just_now}", "where": "议事站", "text": "谈了一次"}),
    _only_its_mediator("POST", "/extension", body={"until": "{later}", "reason": "在外地", "parties_consent": True}),
    _only_its_mediator("POST", "/outcome", body={"outcome": "failed", "text": "谈不拢"}),
    _only_its_mediator("POST", "/revisits", "settled", {"on": "{today}", "performed": "yes"}),
    _only_its_mediator("GET", "/candidates"),
    _only_its_mediator("POST", "/mediators", body={"account_id": "{colleague_id}"}),
    Row(f"DELETE {CASE}/mediators", "disputed", "409: zhang", "409: far"),  # the last one stays
    Row(f"DELETE {CASE}/mediators", "disputed_by_two", "204: zhang", "204: far"),
)
