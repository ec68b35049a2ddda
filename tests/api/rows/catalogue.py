"""Who may see and keep the catalogue, from outside: see tests/api/matrix.py. Staff read it, the district keeps it."""

from tests.api.row import EVERYBODY, Row, but, same

CATALOGUE = "/api/v1/catalogue"
CATEGORY = f"{CATALOGUE}/categories/<category>"
STAFF = "zhang zhou far wu zheng feng"
READING = f"200: {STAFF} | 403: {but(EVERYBODY, STAFF)}"


def _districts(status: int) -> str:
    return f"{status}: zheng | 403: {but(EVERYBODY, 'zheng')}"


def _kept(path: str, body: dict) -> tuple[Row, Row]:
    return (same(f"GET {path}", READING, "shelved"), same(f"PUT {path}", _districts(200), "shelved", body))


ROWS = (
    *(same(f"GET {CATALOGUE}/{kind}", READING) for kind in ("categories", "service-levels", "queues")),
    same(f"POST {CATALOGUE}/categories", _districts(201), "shelved",
         {"parent_code": "facilities", "key": "{key}", "name": "又一类"}),
    *_kept(CATEGORY, {"name": "换个名字"}),
    same(f"PUT {CATEGORY}/retirement", _districts(200), "shelved"),
    same(f"DELETE {CATEGORY}/retirement", _districts(200), "shelved"),
    *_kept(f"{CATALOGUE}/service-levels/<level>", {"name": "普通事项"}),
    *_kept(f"{CATALOGUE}/queues/<queue>", {"open_claims": 5}),
)
