"""Who leaves takes along what logs hold of him: what he said, once it is his ticket, and why he was absent."""

import pytest
import sqlalchemy as sa

from service.accounts.actions.erasing import erase
from service.accounts.actions.wechat import verify_phone
from service.core.database import atomic, db
from service.courtyard.models import Opinion
from service.courtyard.models.logs import Presence
from service.party.models import PartyMember
from tests.courtyard.notebook import opinion

PHONE = "13900001234"


@pytest.fixture
def chen(town):
    """陈大爷, who has proved this phone."""
    verify_phone(f"phone:{PHONE}", by=town.actor("resident-chen"))
    return town.actor("resident-chen")


def test_what_he_said_on_the_day_goes_with_the_ticket_that_came_of_it(notebook, town, chen):
    notebook.submitted(items=[opinion(1, consent=True, person_name="陈婆婆", person_phone=PHONE), opinion(2)])
    verify_phone(f"phone:{PHONE}", by=chen)

    erase(by=chen)

    assert db.session.scalars(sa.select(Opinion.text).order_by(Opinion.position)).all() == [None, opinion(2)["text"]]


def test_why_he_was_absent_goes_and_that_he_was_stays(notebook, town, chen):
    absent = notebook.member("游建国")
    with atomic() as session:
        session.execute(sa.update(PartyMember).where(PartyMember.id == absent).values(account_id=chen.account_id))
    notebook.submitted(present=[notebook.member("胡院长")], absent=[{"member_id": absent, "reason": "住院"}])

    erase(by=chen)

    assert db.session.execute(sa.select(Presence.reason, Presence.present).where(
        Presence.member_id == absent)).all() == [(None, False)]
