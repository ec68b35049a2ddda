"""What became of earlier matters, read out on a courtyard's day: ticked on the page that is handed in."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.courtyard.actions import days, decisions, planning
from service.courtyard.models import Decision, PartyMassDay, RuleKind
from service.party.days import today
from service.party.models import PartyMember
from tests.web.browsing import values_of


@pytest.fixture
def day(town):
    """The path of today's day; a month ago two things were decided, and both have been done since."""
    lin = town.actor("secretary-lin")
    planning.set_rule("demo-group-1", by=lin, kind=RuleKind.DAY_OF_MONTH, day=today().day)
    with atomic() as session:
        now = session.scalars(sa.select(PartyMassDay).order_by(PartyMassDay.on).limit(1)).one()
        earlier = PartyMassDay(**{column.name: getattr(now, column.name) for column in PartyMassDay.__table__.columns
                                  if column.name not in ("id", "on", "month")})
        earlier.on = today() - timedelta(days=31)
        earlier.month = earlier.on.isoformat()[:7]
        session.add(earlier)
        session.flush()
        decided = [{"client_id": f"d{n}", "what": what, "who": "胡院长", "due_on": None}
                   for n, what in enumerate(("清理水沟", "换路灯"))]
        decisions.enter(_Log(), days.hold(days.locked(earlier.id), by=lin), decided, by=lin)
    for one in _decisions():
        decisions.complete(one.id, by=lin, text="做完了。")
    return f"/courtyard/days/{now.id}"


class _Log:
    client_id = "log-earlier"


def _decisions():
    return db.session.scalars(sa.select(Decision).order_by(Decision.id).execution_options(populate_existing=True)).all()


def _handed_in(visitor, day, **more):
    page = visitor.get(f"{day}/log")
    host = db.session.scalar(sa.select(PartyMember.id).where(PartyMember.name == "胡院长"))
    values = {}
    for name, value in values_of(page.form(f"{day}/log")):
        values.setdefault(name, []).append(value)
    said = {"begins_at": "00:01", "ends_at": "00:02", "host_id": str(host), "others_present": "3"} | more
    return visitor.send(f"{day}/log/submission", values | said)


def _read_out():
    return [one.what for one in _decisions() if one.read_out_day_id]


def test_everything_is_ticked_until_somebody_says_otherwise(visit, day):
    answer = _handed_in(visit("lead-hu"), day)

    assert (answer.status, _read_out()) == (200, ["清理水沟", "换路灯"])


def test_what_is_unticked_waits_for_the_next_day(visit, day):
    answer = _handed_in(visit("lead-hu"), day, decisions_read_out=[str(_decisions()[1].id)])

    assert (answer.status, _read_out()) == (200, ["换路灯"])


def test_a_draft_keeps_what_was_unticked(visit, day):
    hu, first = visit("lead-hu"), _decisions()[0].id

    hu.submit(hu.get(f"{day}/log"), f"{day}/log", decisions_read_out=[str(first)])
    answer = _handed_in(hu, day)

    assert (answer.status, _read_out()) == (200, ["清理水沟"])


def test_nothing_ticked_is_nothing_read_out(visit, day):
    answer = _handed_in(visit("lead-hu"), day, decisions_read_out=[])

    assert (answer.status, _read_out()) == (200, [])


def test_a_refused_log_keeps_the_ticks(visit, day):
    second = _decisions()[1].id

    refused = _handed_in(visit("lead-hu"), day, host_id="", decisions_read_out=[str(second)])

    ticked = [node.attrs["value"] for node in refused.document.query("[name=decisions_read_out]")
              if "checked" in node.attrs]
    assert (refused.status, ticked, _read_out()) == (422, [str(second)], [])


def test_once_it_is_handed_in_nobody_is_asked_again_what_was_read_out(visit, day):
    hu, lin = visit("lead-hu"), visit("secretary-lin")
    _handed_in(hu, day)
    lin.submit(lin.get(f"{day}/log"), f"{day}/log/return", reason="请写上地点。")

    assert hu.get(f"{day}/log").document.query("#log-sheet") and not hu.get(f"{day}/log").document.query("#read_out")
