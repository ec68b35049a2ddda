"""What tests of pages share: visitors of the site, as anybody or as one of the town."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine

from service.core.database import db
from service.courtyard.actions import planning
from service.courtyard.models import PartyMassDay, RuleKind
from tests.web.applying import apply_at_home
from tests.web.browsing import Visitor

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)  # 12:00 in Changshou


@pytest.fixture
def visit(client, town):
    """`visit()` is a stranger's browser, `visit("resident-li")` that of somebody who has signed in."""
    def as_somebody(name=None):
        app = client.application
        visitor = Visitor(app.test_client(), strict=app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"))
        if name:
            with visitor.client.session_transaction() as session:
                session.update(town.page_session(name))
        return visitor
    return as_somebody


class Hands:
    """Somebody at the desk who fills in the forms of a ticket."""

    def __init__(self, visitor):
        self.visitor = visitor

    def look(self, number):
        """The ticket as he sees it."""
        return self.visitor.get(f"/desk/tickets/{number}")

    def do(self, number, act, **typed):
        """Open the ticket, fill in one form, send it."""
        return self.visitor.submit(self.look(number), f"/desk/tickets/{number}/{act}", **typed)


@pytest.fixture
def hands(visit):
    """`hands("worker-zhang")`: at the desk."""
    return lambda name: Hands(visit(name))


@pytest.fixture
def registered(visit):
    """李阿姨's and 张蓉's browsers, after he was accepted, and the path of the registration."""
    li, zhang = visit("resident-li"), visit("worker-zhang")
    applied = apply_at_home(li)
    zhang.submit(zhang.get(applied.path), f"{applied.path}/acceptance")
    return li, zhang, applied.path


@pytest.fixture
def day(town):
    """The path of today's day of the first group."""
    with time_machine.travel(NOON, tick=False):
        planning.set_rule("demo-group-1", by=town.actor("secretary-lin"), kind=RuleKind.DAY_OF_MONTH, day=5)
        day_id = db.session.scalar(sa.select(PartyMassDay.id).where(PartyMassDay.month == "2026-03"))
        yield f"/courtyard/days/{day_id}"
