"""An objection that held holds: who was overruled does not refuse the matter again."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden
from service.feedback import actions
from service.feedback.queries import showing
from service.feedback.routing import Queue
from service.notifications.models import Message


@pytest.fixture
def opened_again(life, people):
    """The number of a matter of 李阿姨's that 张蓉 rejected and 吴主任 opened again."""
    number = life.reject(life.submit(queue=Queue.COMMUNITY))
    actions.object_to(number, by=people.li, text="这条路就在小区里")
    actions.decide_objection(number, by=people.wu, decision="reopen", reason="图纸上是小区的路")
    return number


def test_who_was_overruled_does_not_refuse_it_again_but_may_work_on_it(life, people, opened_again):
    with pytest.raises(Forbidden, match="因异议撤销"):
        life.reject(opened_again)

    assert "reject" not in showing.seen_by(opened_again, people.zhang)["permitted"]
    actions.claim(opened_again, by=people.zhang)


def test_a_second_refusal_does_not_promise_an_objection_that_cannot_be_made(life, opened_again):
    life.reject(opened_again, by="zhou")

    body = db.session.scalars(sa.select(Message.body).where(Message.kind == "rejected").order_by(Message.id)).all()[-1]
    assert "可以提出异议" not in body and "已经提过一次异议，不能再提" in body
