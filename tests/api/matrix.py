"""Who may do what, from outside: written by hand from the domain (docs), never from the code.

One row a route, or several where the stage matters. `home` is the community of zhang and zhou, `away` another one of
the same town, where far works and sun is registered; at home wang holds the ticket and zhao held it before.
A cell reads `201: wang zhao | 403: li zhang`; who is not named finds nothing (404), and without a token the door
is shut (401) unless the stranger is named too.
"""

from __future__ import annotations

from tests.api.row import (
    ABOVE,
    ALL,
    AWAY,
    DESK,
    EVERYBODY,
    HOME,
    MEMBERS,
    PHONED,
    READ,
    Row,
    but,
    filled,
    path_of,
    same,
    scene_of,
    shown,
)
from tests.api.rows import (
    administration,
    catalogue,
    codes,
    courtyard,
    development,
    exchange,
    mediation,
    membership,
    party,
    screening,
    statistics,
    volunteering,
    wechat,
    wishes,
)

__all__ = ["ROWS", "filled", "path_of", "scene_of"]


def _holder(verb: str, stage: str, status: int = 201, method: str = "POST", body: dict | None = None) -> Row:
    """What only the present holder does."""
    return Row(f"{method} /api/v1/tickets/<number>/{verb}", stage, f"{status}: wang | 403: {HOME}",
               f"{status}: sun | 403: {AWAY}", body)


def _desk(verb: str, stage: str, others: str = "", others_away: str = "", status: int = 201, method: str = "POST",
          body: dict | None = None) -> Row:
    """What only the community's workers do; `others` see the ticket, but may not."""
    return Row(f"{method} /api/v1/tickets/<number>/{verb}", stage,
               f"{status}: {DESK} | 403: {but(HOME, DESK)} {others}",
               f"{status}: far | 403: {but(AWAY, 'far')} {others_away}", body)


def _above(verb: str, stage: str, body: dict) -> Row:
    """What only a supervisor does."""
    return Row(f"POST /api/v1/tickets/<number>/{verb}", stage, f"201: {ABOVE} | 403: {but(HOME, ABOVE)} wang",
               f"201: {ABOVE} | 403: {but(AWAY, ABOVE)} sun", body)


def _reporter(verb: str, stage: str, body: dict) -> Row:
    """What only the person whose matter it is does; away he is nobody of the cast."""
    return Row(f"POST /api/v1/tickets/<number>/{verb}", stage, f"201: li | 403: {READ} wang", f"403: {AWAY} sun", body)


DESKS = f"{DESK} far"
OUTSIDE = but(EVERYBODY, f"{DESKS} {ABOVE}")  # nobody of a desk: no letters at all, whatever the place
STAFF = f"{READ} far"
REASON = {"reason": "家里有事，办不了"}
PHOTO = "GET /api/v1/photos/<photo_id>"
CLAIM = "POST /api/v1/tickets/<number>/claim"
REJECTION = {"reason_code": "not_ours", "reason": "不归社区管", "other_channel": "12345"}

TICKETS = (
    same("POST /api/v1/tickets", f"201: {EVERYBODY}", body={"text": "路灯不亮", "place_code": "{code}"}),
    same("GET /api/v1/tickets", f"200: {EVERYBODY}"),
    same("GET /api/v1/tickets", f"200: {ALL}", query="view=public"),
    same("GET /api/v1/tickets/nearby", f"200: {EVERYBODY}", query="place={code}"),
    same("GET /api/v1/queues", f"200: {EVERYBODY}"),
    same("GET /api/v1/categories", f"200: {ALL}"),
    shown("queued", f"{HOME} {MEMBERS}", f"{AWAY} sun"),
    shown("claimed", f"{HOME} wang", f"{AWAY} sun"),
    shown("answered", f"{HOME} wang", f"{AWAY} sun"),
    shown("rated", f"{HOME} wang", f"{AWAY} sun"),
    shown("reviewing", f"{HOME}", f"{AWAY}"),
    shown("community", f"{HOME}", f"{AWAY}"),
    shown("forwarded", f"{HOME}", f"{AWAY}"),
    shown("merged", f"{HOME}", f"{AWAY}"),
    shown("public", PHONED, PHONED),
    shown("sealed", f"li {ABOVE} feng", f"{ABOVE} feng"),  # never the place it speaks of
    Row("POST /api/v1/tickets/<number>/rejection", "sealed", f"201: {ABOVE} | 403: li feng",
        f"201: {ABOVE} | 403: feng", REJECTION),
    Row("POST /api/v1/tickets/<number>/approval", "sealed", f"201: {ABOVE} | 403: li feng", f"201: {ABOVE} | 403: feng",
        {}),
    Row("POST /api/v1/tickets/<number>/reveal", "sealed", f"200: {ABOVE} | 403: li feng", f"200: {ABOVE} | 403: feng",
        REASON),
    Row("POST /api/v1/tickets/<number>/objection", "rejected", f"201: li | 403: {READ}", f"403: {AWAY}",
        {"text": "就是社区的事。"}),
    Row("POST /api/v1/tickets/<number>/objection/decision", "objected", f"201: wu | 403: {but(HOME, 'wu')}",
        f"201: wu | 403: {but(AWAY, 'wu')}", {"decision": "uphold", "reason": "确实不归社区。"}),
    same("GET /api/v1/tickets/<number>", f"200: {ALL}", "told_to_all"),
    Row(CLAIM, "queued", f"201: {MEMBERS} | 403: {HOME}", f"201: sun | 403: {AWAY}", {}),
    Row(CLAIM, "community", f"201: {DESK} | 403: {but(HOME, DESK)}", f"201: far | 403: {but(AWAY, 'far')}", {}),
    Row(CLAIM, "public", f"201: {but(PHONED, 'li')} | 403: li", f"201: {PHONED}", {}),
    _holder("claim", "claimed", 200, "DELETE", REASON),
    Row("POST /api/v1/tickets/<number>/dispatch", "member", f"201: {DESK} {ABOVE} | 403: li feng {MEMBERS}",
        f"201: far {ABOVE} | 403: feng sun", {"account_id": "{account_id}"}),
    Row("POST /api/v1/tickets/<number>/transfer", "claimed", f"200: {DESK} {ABOVE} | 403: li feng wang",
        f"200: far {ABOVE} | 403: feng sun", REASON | {"queue": "community"}),
    _holder("contact", "claimed", body={"method": "visit", "reached": True}),
    _holder("question", "claimed", body={"text": "是几楼的灯？"}),
    _reporter("reply", "asking", {"text": "四楼的。"}),
    _holder("suspension", "claimed", body=REASON | {"review_on": "{soon}"}),
    _holder("suspension", "suspended", 200, "DELETE"),
    _holder("extension", "claimed", body=REASON | {"answer_by": "{soon}"}),
    _above("consent", "requested", {"granted": True}),
    _holder("answer", "anonymous", body={"text": "灯已经换好。"}),
    _reporter("rating", "answered", {"solved": "yes", "satisfaction": 5, "contacted_in_time": None}),
    Row("POST /api/v1/tickets/<number>/rating", "spoken_for", f"403: {READ} wang", f"403: {AWAY} sun",
        {"solved": "yes", "satisfaction": 5}),
    _desk("approval", "reviewing", body={}),
    _desk("rejection", "queued", MEMBERS, "sun", body=REJECTION),
    _desk("category", "queued", MEMBERS, "sun", 200, "PUT", {"category": "facilities.drains"}),
    _reporter("withdrawal", "claimed", {}),
    _above("escalation", "claimed", REASON),
    _above("ending", "reopened_twice", REASON | {"other_channel": "12345"}),
    _desk("forwarding", "queued", MEMBERS, "sun", body=REASON | {"external_system": "12345"}),
    Row("PUT /api/v1/tickets/<number>/forwarding", "forwarded", f"200: zhou | 403: {but(HOME, 'zhou')}", f"403: {AWAY}",
        {"text": "市里已经办好。"}),  # never by the one who forwarded it
    _desk("forwarding", "forwarded", status=200, method="DELETE", body=REASON),
    _desk("merge", "twins", MEMBERS, "sun", body={"into": "{into}"}),
    _desk("merge", "merged", status=200, method="DELETE"),
    Row("POST /api/v1/tickets/<number>/support", "queued", f"201: {but(PHONED, 'li')} | 403: li chen",
        f"201: far sun {ABOVE} feng", {}),  # away it hangs on no building: only who sees it can come across it
    Row("DELETE /api/v1/tickets/<number>/support", "queued", f"204: {EVERYBODY}", f"204: far sun {ABOVE} feng"),
    Row("POST /api/v1/tickets/<number>/reveal", "claimed", f"200: {DESK} wang | 403: li {ABOVE} feng",
        f"200: far sun | 403: {ABOVE} feng", REASON),
    Row("POST /api/v1/tickets/<number>/reveal", "anonymous", f"403: {HOME} wang", f"403: {AWAY} sun", REASON),
    Row("GET /api/v1/tickets/<number>/candidates", "queued", f"200: {DESK} {ABOVE} | 403: li feng {MEMBERS}",
        f"200: far {ABOVE} | 403: feng sun"),
)
PHOTOS = (
    same("POST /api/v1/photos", f"422: {EVERYBODY}"),  # the file is missing: past the door all the same
    shown("loose", "li", "", PHOTO),
    shown("pictured", f"{HOME} wang", f"{AWAY} sun", PHOTO),
    Row("DELETE /api/v1/photos/<photo_id>", "loose", "204: li", ""),
    Row("DELETE /api/v1/photos/<photo_id>", "pictured", f"409: li | 403: {READ} wang", f"403: {AWAY} sun"),
    same("GET /api/v1/photos/<photo_id>/<variant>", f"200: {ALL}", "linked", query="{query}"),
    same("GET /api/v1/photos/<photo_id>/<variant>", f"403: {ALL}", "linked"),
)
PEOPLE = (
    same("POST /api/v1/sessions/wechat", f"201: {ALL}", body={"code": "new:visitor"}),
    same("POST /api/v1/sessions/password", f"401: {ALL}", body={"username": "nobody", "password": "wrong"}),
    same("POST /api/v1/sessions/refresh", f"401: {ALL}"),  # an access token is none to refresh with
    same("DELETE /api/v1/sessions/current", f"204: {EVERYBODY}"),
    same("GET /api/v1/me", f"200: {EVERYBODY}"),
    same("POST /api/v1/me/phone", f"200: {EVERYBODY}", body={"code": "phone:{phone}"}),
    same("PUT /api/v1/me/name", f"200: {EVERYBODY}", body={"display_name": "新名字"}),
    same("PUT /api/v1/me/password", f"403: {EVERYBODY}", body={"new": "long-enough-words"}),  # none has a username
    same("GET /api/v1/me/data", f"200: {EVERYBODY}"),
    same("DELETE /api/v1/me", f"204: {EVERYBODY}"),
    same("GET /api/v1/me/inbox", f"200: {EVERYBODY}"),
    Row("POST /api/v1/me/inbox/<message_id>/read", "message", "200: li", ""),
    Row("POST /api/v1/grants", "newcomer", f"201: {ABOVE} | 403: {but(EVERYBODY, ABOVE)}",
        f"201: {ABOVE} | 403: {but(EVERYBODY, ABOVE)}",
        {"account_id": "{account_id}", "role": "volunteer", "place_code": "{code}"}),
    Row("DELETE /api/v1/grants/<grant_id>", "granted", f"204: {ABOVE} | 403: {but(READ, ABOVE)}",
        f"204: {ABOVE} | 403: {but(AWAY, ABOVE)}"),
    Row("GET /api/v1/grants/<grant_id>", "granted", f"200: {READ}", f"200: {AWAY}"),
    Row("GET /api/v1/grants", "place", f"200: {READ} | 403: {but(EVERYBODY, READ)}",
        f"200: {AWAY} | 403: {but(EVERYBODY, AWAY)}", query="place={code}"),
    same("GET /api/v1/deliveries", f"200: {DESKS} {ABOVE} | 403: {OUTSIDE}"),
    Row("GET /api/v1/deliveries/<message_id>", "dead_letter", f"200: {DESK} {ABOVE}", f"200: far {ABOVE}"),
    Row("POST /api/v1/deliveries/<message_id>/resend", "dead_letter", f"201: {DESK} {ABOVE}", f"201: far {ABOVE}"),
)
PLACES = (
    same("GET /api/v1/places", f"200: {ALL}"),
    same("GET /api/v1/places/<code>", f"200: {ALL}"),
    Row("POST /api/v1/places", "place", f"201: {DESK} zheng | 403: {but(EVERYBODY, DESK + ' zheng')}",
        f"201: far zheng | 403: {but(EVERYBODY, 'far zheng')}",
        {"parent_code": "{code}", "name": "新小区{serial}", "level": "compound"}),
    Row("GET /api/v1/places/<code>/codes", "place", f"200: {DESK} {ABOVE} | 403: {but(EVERYBODY, DESK + ' ' + ABOVE)}",
        f"200: far {ABOVE} | 403: {but(EVERYBODY, 'far ' + ABOVE)}"),
    Row("POST /api/v1/places/<code>/codes", "place", f"201: {DESK} zheng | 403: {but(EVERYBODY, DESK + ' zheng')}",
        f"201: far zheng | 403: {but(EVERYBODY, 'far zheng')}"),
    same("GET /api/v1/codes/<token>", f"200: {ALL}", "printed"),
    Row("DELETE /api/v1/codes/<token>", "printed", f"204: {DESK} zheng | 403: {but(EVERYBODY, DESK + ' zheng')}",
        f"204: far zheng | 403: {but(EVERYBODY, 'far zheng')}", {}),
    *(same(f"GET /api/v1/codes/<token>/poster.{kind}", f"200: {ALL}", "printed") for kind in ("svg", "png", "pdf")),
)
RULE = {"name": "试一试{serial}", "place_code": "{code}", "keywords": ["试一试{serial}"], "priority": 5,
        "queue": "community", "service_level": "ordinary"}
SAFEGUARD = {"name": "马蜂", "words": ["马蜂{serial}"]}
PERIOD = {"rules": [], "from": "2026-01-01", "to": "2026-02-01"}
ONLY_ADMIN = f"zheng | 403: {but(EVERYBODY, 'zheng')}"
RULES = (
    same("GET /api/v1/safeguards", f"200: {STAFF} | 403: {but(EVERYBODY, STAFF)}"),
    same("POST /api/v1/safeguards", f"201: {ONLY_ADMIN}", body=SAFEGUARD | {"kind": "danger"}),
    same("GET /api/v1/safeguards/<safeguard_id>", f"200: {STAFF} | 403: {but(EVERYBODY, STAFF)}", "guarded"),
    same("PUT /api/v1/safeguards/<safeguard_id>", f"200: {ONLY_ADMIN}", "guarded", body=SAFEGUARD),
    same("DELETE /api/v1/safeguards/<safeguard_id>", f"204: {ONLY_ADMIN}", "guarded"),
    same("GET /api/v1/routing-rules", f"200: {STAFF} | 403: {but(EVERYBODY, STAFF)}"),  # their tickets name them
    same("POST /api/v1/routing-rules", f"201: {ONLY_ADMIN}", body=RULE),
    same("GET /api/v1/routing-rules/<rule_id>", f"200: {STAFF} | 403: {but(EVERYBODY, STAFF)}", "ruled"),
    same("PUT /api/v1/routing-rules/<rule_id>", f"200: {ONLY_ADMIN}", "ruled", body=RULE),
    same("DELETE /api/v1/routing-rules/<rule_id>", f"204: {ONLY_ADMIN}", "ruled"),
    same("POST /api/v1/routing-rules/preview", f"200: {STAFF} | 403: {but(EVERYBODY, STAFF)}",
          body={"text": "路灯不亮", "place_code": "{code}"}),
    same("POST /api/v1/routing-rules/simulation", f"200: {ONLY_ADMIN}", body=PERIOD),
)
OPEN = tuple(same(f"GET {path}", f"200: {ALL}") for path in ("/health/live", "/metrics", "/api/openapi.json"))
LATER = (codes, catalogue, administration, wechat, screening, party, mediation, development, courtyard, wishes,
         volunteering, membership, exchange, statistics)
ROWS = TICKETS + PHOTOS + PEOPLE + PLACES + RULES + OPEN + tuple(row for later in LATER for row in later.ROWS)
