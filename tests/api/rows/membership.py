"""Who may do what with membership, from outside: see tests/api/matrix.py."""

from tests.api.row import ABOVE, ALL, DESK, EVERYBODY, MEMBERS, Row, but, same, shown
from tests.api.rows.registrations import REGISTRATIONS, YEARLY

GROUP = "/api/v1/wechat-groups/<group_id>"
OVER = f"{DESK} {ABOVE}"
GROUPS = (
    same("GET /api/v1/wechat-groups", f"200: {EVERYBODY}", query="place={code}"),
    Row("GET /api/v1/wechat-groups/missing", "place", f"200: {OVER} | 403: {but(EVERYBODY, OVER)}",
        f"200: far {ABOVE} | 403: {but(EVERYBODY, 'far ' + ABOVE)}", query="place={code}"),
    Row("POST /api/v1/wechat-groups", "group_owner", f"201: {DESK} | 403: {but(EVERYBODY, DESK)}",
        f"201: far | 403: {but(EVERYBODY, 'far')}",
        {"name": "{serial}群", "place_code": "{code}", "owner_account_id": "{owner_id}", "member_count": 12}),
    Row(f"GET {GROUP}", "wechat_group", f"200: {OVER} {MEMBERS}", f"200: far {ABOVE} sun"),
    Row(f"PUT {GROUP}", "wechat_group", f"200: {DESK} | 403: {ABOVE} {MEMBERS}", f"200: far | 403: {ABOVE} sun",
        {"name": "新{serial}群", "owner_account_id": "{owner_id}"}),
    Row(f"DELETE {GROUP}", "wechat_group", f"204: {DESK} | 403: {ABOVE} {MEMBERS}", f"204: far | 403: {ABOVE} sun"),
    Row(f"PUT {GROUP}/member-count", "wechat_group", f"200: {DESK} wang | 403: {ABOVE} zhao",
        f"200: far sun | 403: {ABOVE}", {"member_count": 86}),
    Row(f"PUT {GROUP}/qr", "group_with_code", f"200: {DESK} wang | 403: {ABOVE} zhao", f"200: far sun | 403: {ABOVE}",
        {"photo_id": "{photo_id}"}),
    shown("group_with_code", f"{OVER} {MEMBERS}", f"far {ABOVE} sun", "GET /api/v1/photos/<photo_id>"),
)

RECORD = "/api/v1/service-records/<record_id>"
RECORDS = (
    same("GET /api/v1/service-records", f"200: {EVERYBODY}", query="view=community"),
    Row(f"GET {RECORD}", "service", f"200: wang {DESK} he", "200: sun far he"),
    Row(f"POST {RECORD}/minutes", "service", f"201: wang | 403: {DESK} he", "201: sun | 403: far he", {"minutes": 40}),
    Row(f"POST {RECORD}/confirmation", "service", f"201: {DESK} | 403: wang he", "201: far | 403: sun he",
        {"minutes": 40}),
    Row(f"POST {RECORD}/correction", "confirmed_service", f"201: {DESK} | 403: wang he", "201: far | 403: sun he",
        {"minutes": 30, "reason": "路上不算"}),
    same("POST /api/v1/service-records/confirmations", f"200: {EVERYBODY}", "service", {"ids": ["{record_id}"]}),
    same("GET /api/v1/me/service-record", f"200: {EVERYBODY}"),
    Row("GET /api/v1/me/service-certificate.pdf", "confirmed_service", "200: wang", "200: sun"),
    same("GET /api/v1/certificates/<number>", f"200: {ALL}", "certificate", query="check={check}"),
)

ROWS = REGISTRATIONS + GROUPS + RECORDS + YEARLY
