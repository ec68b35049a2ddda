"""Who may do what with wishes and posts, from outside: see tests/api/matrix.py.

Of a wish: li's (away: somebody's). wang and zhao are members of the home community, sun of the other one; wang (away:
sun) has it in hand. A post is zhang's (away: far's), wang (sun) sits on it, zhao is a member without a seat.
"""

from tests.api.row import ABOVE, AWAY, DESK, EVERYBODY, HOME, MEMBERS, READ, Row, but, same

WISH = "/api/v1/wishes/<wish_id>"
POST = "/api/v1/posts/<post_id>"
TURN = "/api/v1/post-turns/<turn_id>"
REASON = {"reason": "家里有事"}
WATCH = f"{ABOVE} feng"
FACTS = {"kind": "safety_patrol", "title": "夜间巡楼", "description": "看楼道灯亮不亮", "times": "周五晚上", "seats": 3}


def _shown(stage: str, home: str, away: str) -> Row:
    return Row(f"GET {WISH}", stage, f"200: {home}", f"200: {away}")


def _desk(verb: str, stage: str, body: dict, others: str = "", others_away: str = "") -> Row:
    """What only the community's workers do; `others` see the wish, but may not."""
    return Row(f"POST {WISH}/{verb}", stage, f"201: {DESK} | 403: li {WATCH} {others}",
               f"201: far | 403: {WATCH} {others_away}", body)


def _holder(verb: str, status: int, method: str, body: dict) -> Row:
    """What only who has it in hand does."""
    return Row(f"{method} {WISH}/{verb}", "wish_taken", f"{status}: wang | 403: {HOME}",
               f"{status}: sun | 403: {AWAY}", body)


WISHES = (
    same("POST /api/v1/wishes", f"201: {EVERYBODY}", body={"text": "想学手机视频", "place_code": "{code}"}),
    same("GET /api/v1/wishes", f"200: {EVERYBODY}"),
    same("GET /api/v1/wishes", f"200: {EVERYBODY}", query="view=open&place={code}"),
    _shown("wish_reviewing", HOME, AWAY),
    _shown("wish_open", f"{HOME} {MEMBERS}", f"{AWAY} sun"),
    _shown("wish_taken", f"{HOME} wang", f"{AWAY} sun"),
    _shown("wish_confirmed", f"{HOME} wang", f"{AWAY} sun"),
    _desk("approval", "wish_reviewing", {}),
    _desk("decline", "wish_reviewing", REASON | {"other_channel": "社区食堂"}),
    _desk("decline", "wish_open", REASON | {"other_channel": "社区食堂"}, MEMBERS, "sun"),
    Row(f"POST {WISH}/claim", "wish_open", f"201: {MEMBERS} | 403: {HOME}", f"201: sun | 403: {AWAY}", {}),
    Row(f"POST {WISH}/claim", "wish_reviewing", f"409: {HOME}", f"409: {AWAY}", {}),
    Row(f"POST {WISH}/claim", "wish_taken", f"409: {HOME} {MEMBERS}", f"409: {AWAY} sun", {}),
    _holder("claim", 200, "DELETE", REASON),
    _holder("done", 201, "POST", {"text": "教会了", "minutes": 30}),
    Row(f"POST {WISH}/confirmation", "wish_done", f"201: li | 403: {READ} wang", f"403: {AWAY} sun",
        {"fulfilled": True}),
    Row(f"POST {WISH}/confirmation", "wish_done", f"201: li | 403: {READ} wang", f"403: {AWAY} sun",
        {"fulfilled": False} | REASON),
    Row(f"POST {WISH}/confirmation", "elders_wish_done", f"201: {DESK} | 403: hu {WATCH} wang",
        f"201: far | 403: hu {WATCH} sun", {"fulfilled": True}),
    Row(f"POST {WISH}/withdrawal", "wish_taken", f"201: li | 403: {READ} wang", f"403: {AWAY} sun", {}),
    Row(f"POST {WISH}/reveal", "wish_taken", f"200: {DESK} wang | 403: li {WATCH}", f"200: far sun | 403: {WATCH}",
        REASON),
    Row(f"POST {WISH}/reveal", "wish_open", f"200: {DESK} | 403: li {WATCH} {MEMBERS}", f"200: far | 403: {WATCH} sun",
        REASON),
)
POSTS = (
    Row("POST /api/v1/posts", "place", f"201: {DESK} | 403: {but(EVERYBODY, DESK)}",
        f"201: far | 403: {but(EVERYBODY, 'far')}", FACTS | {"place_code": "{code}"}),
    same("GET /api/v1/posts", f"200: {EVERYBODY}"),
    Row(f"GET {POST}", "post_open", f"200: {READ} {MEMBERS}", f"200: {AWAY} sun"),
    Row(f"PUT {POST}", "post_open", f"200: {DESK} | 403: {WATCH} {MEMBERS}", f"200: far | 403: {WATCH} sun",
        FACTS | {"open": True}),
    Row(f"POST {POST}/seat", "post_open", f"201: {MEMBERS} | 403: {READ}", f"201: sun | 403: {AWAY}", {}),
    Row(f"DELETE {POST}/seat", "post_seated", f"200: wang | 403: {READ} zhao", f"200: sun | 403: {AWAY}"),
    Row(f"POST {POST}/turns", "post_seated", f"201: wang | 403: {READ} zhao", f"201: sun | 403: {AWAY}",
        {"served_on": "{today}", "minutes": 30}),
    Row(f"GET {POST}/turns", "post_turn", f"200: {READ} {MEMBERS}", f"200: {AWAY} sun"),
    Row(f"GET {TURN}", "post_turn", f"200: {READ} wang", f"200: {AWAY} sun"),
    Row(f"POST {TURN}/confirmation", "post_turn", f"201: {DESK} | 403: {WATCH} wang", f"201: far | 403: {WATCH} sun",
        {}),
    Row(f"POST {TURN}/return", "post_turn", f"201: {DESK} | 403: {WATCH} wang", f"201: far | 403: {WATCH} sun",
        REASON),
)
ROWS = WISHES + POSTS
