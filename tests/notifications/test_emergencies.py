"""Every letter about an emergency is urgent, whoever it goes to; letters about other matters are not."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback import actions
from service.feedback.routing import Urgency
from service.notifications.actions import deliver_all
from service.notifications.models import Message
from service.town import cast

LAMP = {"text": "楼道灯不亮了", "category": "facilities.lamp"}


def _life(town, **facts):
    """Submitted, taken on, answered; which of its letters are urgent, by kind."""
    facts = {"place_code": cast.NICKNAMES["building_1"], "category": "facilities.elevator"} | facts
    ticket = actions.submit(by=town.actor("resident-li"), **facts)
    worker = town.actor("worker-zhang" if ticket.queue == "community" else "member-wang")
    actions.claim(ticket.number, by=worker)
    actions.contact(ticket.number, by=worker, method="phone", reached=True)
    actions.answer(ticket.number, by=worker, text="已处理好")
    return dict(db.session.execute(sa.select(Message.kind, Message.urgent)).all())


@pytest.mark.parametrize("facts", [{"text": "电梯停在三楼", "urgency": Urgency.EMERGENCY},
                                   {"text": "三楼燃气泄漏", "category": None}])
def test_all_letters_about_an_emergency_are_urgent(town, facts):
    assert _life(town, **facts) == {"received": True, "emergency": True, "claimed": True, "answered": True}


def test_letters_about_an_ordinary_matter_are_not(town):
    assert _life(town, **LAMP) == {"received": False, "claimed": False, "answered": False}


def test_at_night_only_the_emergency_is_sent(as_shipped, town, wechat, noon):
    noon.shift(14 * 3600)
    actions.submit(by=town.actor("resident-li"), place_code=cast.NICKNAMES["building_1"], **LAMP)
    actions.submit(by=town.actor("resident-li"), place_code=cast.NICKNAMES["building_1"], text="三楼燃气泄漏")

    counts = deliver_all()

    assert (counts.pushes, counts.held) == (1, 1)
