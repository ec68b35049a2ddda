"""What tests of WeChat groups share: entering one, bringing a picture, renewing its code."""

from io import BytesIO

import pytest
from PIL import Image

from service.media import actions as media
from service.membership.actions import groups as actions


@pytest.fixture
def enter(town):
    """`enter("building_1")`: a group there, entered by worker-zhang, owned by member-wang unless told."""
    def entered(place="compound", name="1群", owner="member-wang", by="worker-zhang", **facts):
        return actions.enter(by=town.actor(by), place_code=town.place(place).code, name=name,
                             owner_account_id=town.account(owner).id, **facts)
    return entered


@pytest.fixture
def group(enter):
    """The group of the compound."""
    return enter()


@pytest.fixture
def bring(town):
    """`bring("member-wang")`: the id of a picture this person has just brought."""
    def brought(name="member-wang"):
        file = BytesIO()
        Image.new("RGB", (30, 30), "white").save(file, "PNG")
        file.seek(0)
        return media.keep(media.receive(file), by=town.actor(name)).id
    return brought


@pytest.fixture
def renew(town, bring):
    """`renew(group)`: a fresh QR picture, by its owner unless told."""
    def renewed(group, by="member-wang", **facts):
        return actions.renew_qr(group.id, by=town.actor(by), photo_id=bring(by), **facts)
    return renewed
