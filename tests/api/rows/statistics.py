"""Who may see figures, from outside: see tests/api/matrix.py."""

from tests.api.row import AWAY, DESK, EVERYBODY, READ, Row, but, same


def _figures(path: str, query: str) -> Row:
    """Seen by who looks after the place or audits it; places are no secret, so the others are refused."""
    return Row(f"GET /api/v1/statistics/{path}", "place", f"200: {READ} | 403: {but(EVERYBODY, READ)}",
               f"200: {AWAY} | 403: {but(EVERYBODY, AWAY)}", query=query)


def _ledger(route: str, those: str, body: dict | None = None) -> Row:
    """Asked of no place: whoever oversees some gets what he oversees, whatever that is."""
    return same(route, f"200: {those} | 403: {but(EVERYBODY, those)}", stage="place", body=body)


ROWS = (_figures("month", "place={code}&month=2026-03"), _figures("places", "place={code}&month=2026-03"),
        _figures("buildings-without-members", "place={code}"),
        *(_figures(path, "place={code}") for path in ("rates", "rates/rows", "backlog", "backlog/rows", "worst", "hot",
                                                      "courtyards")),
        _figures("report", "place={code}&month=2026-03"),
        _ledger("GET /api/v1/tickets/ledger", f"{READ} far"),
        _ledger("POST /api/v1/tickets/ledger/contacts", f"{DESK} far", {"reason": "电话回访"}))
