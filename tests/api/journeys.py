"""How a test from outside gets a ticket, a code or a picture into the state it asks about: by the API alone."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import count

import sqlalchemy as sa
from PIL import Image

from service.core import clock
from service.core.database import atomic, db
from service.notifications.models import DeliveryState, Message
from tests.api.stages.administration import AdministrationStages
from tests.api.stages.catalogue import CatalogueStages
from tests.api.stages.courtyard import CourtyardStages
from tests.api.stages.development import DevelopmentStages
from tests.api.stages.exchange import ExchangeStages
from tests.api.stages.mediation import MediationStages
from tests.api.stages.membership import MembershipStages
from tests.api.stages.party import PartyStages
from tests.api.stages.refusals import RefusalStages
from tests.api.stages.screening import ScreeningStages
from tests.api.stages.statistics import StatisticsStages
from tests.api.stages.volunteering import VolunteeringStages
from tests.api.stages.wechat import WechatStages
from tests.api.stages.wishes import WishesStages

V1 = "/api/v1"
SHORT = {"li": "resident-li", "chen": "resident-chen", "zhang": "worker-zhang", "zhou": "worker-zhou",
         "far": "worker-far", "wang": "member-wang", "zhao": "member-zhao", "sun": "member-sun",
         "qian": "volunteer-qian", "wu": "supervisor-wu", "zheng": "admin-zheng", "feng": "auditor-feng",
         "hu": "lead-hu", "lin": "secretary-lin", "he": "unit-he"}
PEOPLE = {"home": {"reporter": "li", "worker": "zhang", "holder": "wang", "former": "zhao", "place": "compound"},
          "away": {"reporter": "somebody", "worker": "far", "holder": "sun", "former": None,
                   "place": "other_community"}}
COMMUNITIES = {"home": "community", "away": "other_community"}
LAMP = {"text": "三单元楼道灯不亮，晚上老人看不见台阶。", "category": "facilities.lamp"}


def picture() -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "orange").save(file, "JPEG")
    return file.getvalue()


class Journeys(PartyStages, MediationStages, DevelopmentStages, CourtyardStages, WishesStages, VolunteeringStages,
               ExchangeStages, CatalogueStages, AdministrationStages, MembershipStages, ScreeningStages,
               StatisticsStages, WechatStages, RefusalStages):
    """Requests by short names of the cast; `somebody` is a resident from nowhere, `stranger` brings no token. A name
    of one of our methods is a stage a row of the matrix may ask for."""

    def __init__(self, client, town):
        self.client, self.town, self.numbers = client, town, count(1)
        self._headers = {"stranger": {}}

    def headers(self, name: str) -> dict[str, str]:
        """The Authorization header of this person; none for the stranger."""
        if name not in self._headers:
            self._headers[name] = self.town.signed_in(SHORT[name]) if name in SHORT else self._somebody()
        return self._headers[name]

    def sign_in_anew(self, name: str) -> None:
        """Let go of this person's token, the next request brings another."""
        self._headers[name] = self.town.sign_in(SHORT[name]) if name in SHORT else self._somebody()

    def _somebody(self) -> dict[str, str]:
        session = self.client.post(f"{V1}/sessions/wechat", json={"code": "new:somebody"}).json
        return {"Authorization": f"Bearer {session['access_token']}"}

    def send(self, name: str, method: str, path: str, body: dict | None = None, **headers: str):
        """The answer to one request of this person's."""
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.open(V1 + path, method=method, json=body, headers=self.headers(name) | given)

    def must(self, name: str, method: str, path: str, body: dict | None = None) -> dict:
        """The JSON of an answer that must succeed on the way to a stage."""
        answer = self.send(name, method, path, body)
        assert answer.status_code < 300, (name, method, path, answer.status_code, answer.text)
        return answer.json if answer.data else {}

    def submit(self, where: str = "home", by: str | None = None, **matter) -> str:
        """The number of a new ticket at the place of `where`."""
        place = self.town.place(PEOPLE[where]["place"]).code
        return self.must(by or PEOPLE[where]["reporter"], "POST", "/tickets",
                         {"place_code": place, **LAMP, **matter})["number"]

    def act(self, number: str, who: str, where: str, verb: str, body: dict, method: str = "POST") -> None:
        """One verb of the reporter, the worker, the holder or a person by name."""
        self.must(PEOPLE[where].get(who, who), method, f"/tickets/{number}/{verb}", body)

    def queued(self, where: str, **matter) -> dict:
        """In the members' queue; at home somebody has held it before and given it back."""
        number = self.submit(where, **matter)
        if PEOPLE[where]["former"]:
            self.act(number, "former", where, "claim", {})
            self.act(number, "former", where, "claim", {"reason": "家里有事"}, method="DELETE")
        return {"number": number}

    def community(self, where: str) -> dict:
        return {"number": self.submit(where, category="environment.noise")}

    def public(self, where: str) -> dict:
        return {"number": self.submit(where, category="help.lost_property")}

    def reviewing(self, where: str) -> dict:
        return {"number": self.submit(where, text="举报小区收费不公开。", category="neighbourhood.property")}

    def anonymous(self, where: str) -> dict:
        number = self.submit(where, anonymous=True)
        self.act(number, "holder", where, "claim", {})
        return {"number": number}

    def claimed(self, where: str, **matter) -> dict:
        number = self.queued(where, **matter)["number"]
        self.act(number, "holder", where, "claim", {})
        return {"number": number}

    def asking(self, where: str) -> dict:
        number = self.claimed(where)["number"]
        self.act(number, "holder", where, "question", {"text": "是几楼的灯？"})
        return {"number": number}

    def requested(self, where: str) -> dict:
        number = self.claimed(where)["number"]
        self.act(number, "holder", where, "suspension", {"reason": "等配件", "review_on": self.soon()})
        return {"number": number}

    def suspended(self, where: str) -> dict:
        number = self.requested(where)["number"]
        self.act(number, "wu", where, "consent", {"granted": True})
        return {"number": number}

    def answered(self, where: str, **matter) -> dict:
        number = self.claimed(where, **matter)["number"]
        self._answer(number, where)
        return {"number": number}

    def spoken_for(self, where: str) -> dict:
        """Answered, and a worker had spoken for an elder."""
        worker = PEOPLE[where]["worker"]
        number = self.submit(where, by=worker, on_behalf_of={"name": "陈老太"})
        self.act(number, "holder", where, "claim", {})
        self._answer(number, where)
        return {"number": number}

    def reopened_twice(self, where: str) -> dict:
        number = self.answered(where)["number"]
        for _ in range(2):
            self.act(number, "reporter", where, "rating", {"solved": "no", "satisfaction": 1})
            self._answer(number, where)
        return {"number": number}

    def forwarded(self, where: str) -> dict:
        number = self.queued(where)["number"]
        self.act(number, "worker", where, "forwarding", {"reason": "由市里办", "external_system": "12345"})
        return {"number": number}

    def twins(self, where: str) -> dict:
        """Two tickets of one matter."""
        return self.queued(where) | {"into": self.submit(where)}

    def merged(self, where: str) -> dict:
        both = self.twins(where)
        self.act(both["number"], "worker", where, "merge", {"into": both["into"]})
        return both

    def rated(self, where: str) -> dict:
        number = self.answered(where)["number"]
        self.act(number, "reporter", where, "rating", {"solved": "yes", "satisfaction": 5})
        return {"number": number}

    def pictured(self, where: str) -> dict:
        """A ticket in the holder's hands, with a picture."""
        photo_id = self.loose(where)["photo_id"]
        return self.claimed(where, photos=[photo_id]) | {"photo_id": photo_id}

    def loose(self, where: str) -> dict:
        """A picture of the reporter's that hangs on nothing."""
        answer = self.client.post(f"{V1}/photos", data={"file": (io.BytesIO(picture()), "photo.jpg")},
                                  headers=self.headers(PEOPLE[where]["reporter"]))
        assert answer.status_code == 201, answer.text
        return {"photo_id": answer.json["id"]}

    def linked(self, where: str) -> dict:
        """The link of a picture, as its owner got it."""
        photo_id = self.loose(where)["photo_id"]
        path = self.must(PEOPLE[where]["reporter"], "GET", f"/photos/{photo_id}")["url"]
        return {"photo_id": photo_id, "query": path.partition("?")[2]}

    def place(self, where: str) -> dict:
        number = next(self.numbers)
        return {"code": self.town.place(COMMUNITIES[where]).code, "serial": number, "phone": f"1390000{number:04}"}

    def printed(self, where: str) -> dict:
        code = self.place(where)["code"]
        return {"code": code, "token": self.must("zheng", "POST", f"/places/{code}/codes")["token"]}

    def granted(self, where: str) -> dict:
        """A grant that chen holds in the community."""
        body = {"account_id": self.town.account("resident-chen").id, "role": "volunteer",
                "place_code": self.place(where)["code"]}
        return {"grant_id": self.must("zheng", "POST", "/grants", body)["id"]}

    def newcomer(self, where: str) -> dict:
        """Somebody who has just come, to be given a role."""
        scene = self.place(where)
        session = self.must("stranger", "POST", "/sessions/wechat", {"code": f"new:{scene['serial']}"})
        return scene | {"account_id": session["account"]["id"]}

    def ruled(self, where: str) -> dict:
        """A routing rule of the community."""
        scene = self.place(where)
        word = f"试一试{scene['serial']}"
        return scene | {"rule_id": self.must("zheng", "POST", "/routing-rules", {
            "name": word, "keywords": [word], "priority": 5, "queue": "community", "service_level": "ordinary",
            "place_code": scene["code"]})["rule_id"]}

    def guarded(self, where: str) -> dict:
        """A safeguard that nothing is lost with."""
        return self.place(where) | {"safeguard_id": self.must("zheng", "POST", "/safeguards", {
            "kind": "danger", "name": "马蜂", "words": ["马蜂"]})["safeguard_id"]}

    def message(self, where: str) -> dict:
        """A message to the reporter."""
        self.claimed(where)
        return {"message_id": self.must(PEOPLE[where]["reporter"], "GET", "/me/inbox")["items"][0]["id"]}

    def dead_letter(self, where: str) -> dict:
        """A message about the community that could not be delivered."""
        with atomic() as session:
            session.execute(sa.insert(Message).values(
                account_id=self.town.account("resident-li").id, kind="ticket_claimed", title="已接单", body="…",
                place_id=self.town.place(COMMUNITIES[where]).id, dedupe_key=f"test:{next(self.numbers)}",
                created_at=clock.now(), state=DeliveryState.DEAD, tries=9))
        return {"message_id": db.session.scalar(sa.select(sa.func.max(Message.id)))}

    def member(self, where: str) -> dict:
        """The account of who could be given a ticket that waits."""
        return self.queued(where) | {"account_id": self.town.account(SHORT[PEOPLE[where]["holder"]]).id}

    def soon(self) -> str:
        """A day three weeks ahead, ISO."""
        return (clock.local(clock.now()).date() + timedelta(days=21)).isoformat()

    def _answer(self, number: str, where: str) -> None:
        self.act(number, "holder", where, "contact", {"method": "phone", "reached": True})
        self.act(number, "holder", where, "answer", {"text": "灯已经换好。"})
