"""How a test from outside brings wishes and posts into the state it asks about: by the API alone."""

from service.core import clock

WISH = {"text": "想请人教我用手机，住3单元501。"}
POST = {"kind": "safety_patrol", "title": "夜间巡楼", "description": "看楼道灯亮不亮", "times": "周五晚上", "seats": 3}
WHO = {"home": {"wisher": "li", "worker": "zhang", "member": "wang", "place": "compound"},
       "away": {"wisher": "somebody", "worker": "far", "member": "sun", "place": "other_community"}}


class WishesStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def wish_reviewing(self, where: str, **facts) -> dict:
        return self._wished(where, WHO[where]["wisher"], **facts)

    def wish_open(self, where: str) -> dict:
        return self._wish_moved(self.wish_reviewing(where), WHO[where]["worker"], "approval", {})

    def wish_taken(self, where: str) -> dict:
        return self._wish_moved(self.wish_open(where), WHO[where]["member"], "claim", {})

    def wish_done(self, where: str) -> dict:
        return self._wish_moved(self.wish_taken(where), WHO[where]["member"], "done", {"text": "教会了"})

    def wish_confirmed(self, where: str) -> dict:
        return self._wish_moved(self.wish_done(where), WHO[where]["wisher"], "confirmation", {"fulfilled": True})

    def elders_wish_done(self, where: str) -> dict:
        """Somebody's who has no account: hu has spoken for him."""
        who = WHO[where]
        scene = self._wished(where, "hu", on_behalf_of={"name": "邓婆婆", "consent": True})
        self._wish_moved(scene, who["worker"], "approval", {})
        self._wish_moved(scene, who["member"], "claim", {})
        return self._wish_moved(scene, who["member"], "done", {"text": "买到了"})

    def post_open(self, where: str) -> dict:
        who = WHO[where]
        code = self.town.place(who["place"]).code
        return {"post_id": self.must(who["worker"], "POST", "/posts", POST | {"place_code": code})["id"]}

    def post_seated(self, where: str) -> dict:
        scene = self.post_open(where) | {"today": clock.local(clock.now()).date().isoformat()}
        self.must(WHO[where]["member"], "POST", f"/posts/{scene['post_id']}/seat", {})
        return scene

    def post_turn(self, where: str) -> dict:
        scene = self.post_seated(where)
        turn = {"served_on": scene["today"], "minutes": 30}
        path = f"/posts/{scene['post_id']}/turns"
        return scene | {"turn_id": self.must(WHO[where]["member"], "POST", path, turn)["id"]}

    def _wished(self, where: str, by: str, **facts) -> dict:
        code = self.town.place(WHO[where]["place"]).code
        return {"wish_id": self.must(by, "POST", "/wishes", WISH | {"place_code": code} | facts)["id"]}

    def _wish_moved(self, scene: dict, who: str, verb: str, body: dict) -> dict:
        self.must(who, "POST", f"/wishes/{scene['wish_id']}/{verb}", body)
        return scene
