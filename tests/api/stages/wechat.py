"""How a test from outside lets WeChat push to us."""

from urllib.parse import urlencode

from service.core import clock
from service.wechat import push

TOKEN, KEY = "AAAAA", "B" * 43


class WechatStages:
    """Methods take `where`, which makes no difference here, and give the names a row fills in."""

    def push_set_up(self, where: str) -> dict:
        """The push is set up; the query with which the platform asks whether this address is ours."""
        self.client.application.config.update(WECHAT_PUSH_TOKEN=TOKEN, WECHAT_PUSH_KEY=KEY)
        moment = str(int(clock.now().timestamp()))
        return {"query": urlencode({"timestamp": moment, "nonce": "1", "echostr": "4375120948345356249",
                                    "signature": push.signature(TOKEN, moment, "1")})}
