"""What WeChat asks and tells us, and what people ticked there, from outside: see tests/api/matrix.py.

Who comes in at the push is known by the seal, never by a token: a signed-in person is nobody special.
"""

from tests.api.row import ALL, EVERYBODY, same

V1 = "/api/v1"

ROWS = (
    same(f"GET {V1}/wechat/push", f"404: {ALL}"),  # no push is set up
    same(f"GET {V1}/wechat/push", f"200: {ALL}", "push_set_up", query="{query}"),
    same(f"GET {V1}/wechat/push", f"403: {ALL}", "push_set_up"),
    same(f"POST {V1}/wechat/push", f"404: {ALL}"),
    same(f"POST {V1}/wechat/push", f"403: {ALL}", "push_set_up"),
    same(f"GET {V1}/me/subscriptions", f"200: {EVERYBODY}"),
)
