"""How a test from outside brings membership into the state it asks about: by the API alone."""

from __future__ import annotations

import io

import sqlalchemy as sa

from service.core.database import db
from service.membership.models.records import Certificate
from tests.api.stages.registrations import RegistrationStages

MEMBER, WORKER = {"home": "wang", "away": "sun"}, {"home": "zhang", "away": "far"}
ACCOUNT = {"home": "member-wang", "away": "member-sun"}


class MembershipStages(RegistrationStages):
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def group_owner(self, where: str) -> dict:
        """Whom a group of the community may be entered for."""
        return self.place(where) | {"owner_id": self.town.account(ACCOUNT[where]).id}

    def wechat_group(self, where: str) -> dict:
        """A group that a member of the community owns."""
        scene = self.group_owner(where)
        return scene | {"group_id": self.must(WORKER[where], "POST", "/wechat-groups", {
            "name": f"{scene['serial']}群", "place_code": scene["code"], "owner_account_id": scene["owner_id"]})["id"]}

    def group_with_code(self, where: str) -> dict:
        """The same, with the picture its owner brought."""
        scene, owner = self.wechat_group(where), MEMBER[where]
        scene["photo_id"] = self.upload(owner)
        self.must(owner, "PUT", f"/wechat-groups/{scene['group_id']}/qr", {"photo_id": scene["photo_id"]})
        return scene

    def service(self, where: str) -> dict:
        """A member's record of a ticket that was solved; nobody has confirmed its minutes."""
        self.rated(where)
        items = self.must(MEMBER[where], "GET", "/service-records?state=unconfirmed")["items"]
        return {"record_id": items[0]["id"]}

    def confirmed_service(self, where: str) -> dict:
        """The same, its minutes confirmed."""
        scene = self.service(where)
        self.must(WORKER[where], "POST", f"/service-records/{scene['record_id']}/confirmation", {"minutes": 60})
        return scene

    def certificate(self, where: str) -> dict:
        """A paper that was printed: its number and check code stand on it."""
        self.confirmed_service(where)
        answer = self.send(MEMBER[where], "GET", "/me/service-certificate.pdf")
        assert answer.status_code == 200, answer.text
        issued = db.session.scalars(sa.select(Certificate).order_by(Certificate.id.desc())).first()
        return {"number": issued.number, "check": issued.check_code}

    def upload(self, name: str) -> str:
        """The id of a picture this person has just brought."""
        from tests.api.journeys import V1, picture
        answer = self.client.post(f"{V1}/photos", data={"file": (io.BytesIO(picture()), "photo.jpg")},
                                  headers=self.headers(name))
        assert answer.status_code == 201, answer.text
        return answer.json["id"]
