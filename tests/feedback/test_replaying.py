"""Old messages go through the same door as new ones; an interrupted run goes on where it stopped."""

from itertools import islice

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Invalid
from service.feedback.actions import replaying
from service.feedback.limits import LONGEST_TEXT
from service.feedback.models import Ticket
from service.organization.models import Place

ROWS = ["路灯坏了,门口的路灯不亮,2019-01-02 10:00:00,城乡建设", ",三楼的电梯停了,,", "太长了," + "长" * 4001 + ",,",
        ",　,,", "钥匙,捡到一把钥匙,,"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "messages.csv"
    path.write_text("\n".join(["subject,detail,time,label", *ROWS]), encoding="utf-8")
    return path


def _replay(file, place="500115", rows=None):
    *_, outcome = islice(replaying.replay(file, place, longest=LONGEST_TEXT), rows)
    return outcome


def _tickets():
    return db.session.scalars(sa.select(Ticket).where(Ticket.source == replaying.SOURCE).order_by(Ticket.id)).all()


def test_every_message_becomes_a_ticket_or_a_refusal_with_its_reason(town, file):
    outcome = _replay(file)

    assert sum(outcome.queues.values()) == len(_tickets()) == 3
    assert outcome.refused == {"最多 4000 个字": [4], "请填写内容。": [5]}


def test_messages_are_spread_over_the_communities_and_villages_below(town, file):
    _replay(file)

    levels = db.session.scalars(sa.select(Place.level).where(Place.id.in_([row.place_id for row in _tickets()])))
    assert len({row.place_id for row in _tickets()}) == 3
    assert set(levels) <= {"community", "village"}


def test_an_interrupted_run_goes_on_and_doubles_nothing(town, file):
    _replay(file, rows=1)

    again = _replay(file)

    assert (again.known, sum(again.queues.values()), len(_tickets())) == (1, 2, 3)


def test_a_message_is_kept_word_for_word(town, file):
    _replay(file, place="500115001009")

    assert _tickets()[0].text == "路灯坏了\n门口的路灯不亮"


def test_a_file_without_details_is_refused(town, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2", encoding="utf-8")

    with pytest.raises(Invalid):
        _replay(path)
