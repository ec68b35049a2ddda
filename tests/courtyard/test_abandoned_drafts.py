"""Drafts nobody will finish: their writer is told a week before they go, and whatever may still be wanted stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.courtyard.actions import drafting, dropping
from service.courtyard.actions.days import not_held
from service.courtyard.models import Reason
from service.courtyard.models.logs import ActivityLog
from service.notifications.models import Message

ID = "0190b3c0-0000-7000-8000-00000000000a"


def _save(courtyard, **draft):
    drafting.save(ID, by=courtyard.by("hu"), day_id=courtyard.day("2026-03").id, **draft)


def _pass(frozen, **span):
    frozen.shift(timedelta(**span))
    return dropping.drop_drafts()


def _kept():
    return db.session.scalar(sa.select(sa.func.count()).select_from(ActivityLog)) == 1


@pytest.fixture
def begun(courtyard, frozen):
    """The day of March has come, and nothing is written down yet."""
    courtyard.fix()
    frozen.shift(timedelta(days=1))
    return courtyard


def test_an_empty_draft_goes_a_week_after_its_writer_was_told(begun, frozen, town):
    _save(begun)

    done = [_pass(frozen, days=29), _pass(frozen, days=1, seconds=1), _pass(frozen, days=6, hours=23)]
    kept = _kept()
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "draft_goes")).one()

    assert done == [{"told": 0, "dropped": 0}, {"told": 1, "dropped": 0}, {"told": 0, "dropped": 0}]
    assert kept and letter.account_id == begun.by("hu").account_id and "还没有内容" in letter.body
    assert _pass(frozen, hours=1) == {"told": 0, "dropped": 1} and not _kept()


@pytest.mark.parametrize("draft", [{"spot": "院坝"}, {"others_present": 0}, {"minutes": {"summary": "说了修路"}},
                                   {"items": [{"client_id": ID, "kind": "policy_briefing", "title": "新政策"}]},
                                   {"decisions": [{"client_id": ID, "what": "修路"}]}])
def test_a_draft_with_anything_in_it_stays_while_its_day_may_be_recorded(begun, frozen, draft):
    _save(begun, **draft)

    assert _pass(frozen, days=400) == {"told": 0, "dropped": 0} and _kept()


def test_whoever_writes_something_after_being_told_keeps_it(begun, frozen):
    _save(begun)
    _pass(frozen, days=31)
    _save(begun, spot="院坝")

    assert _pass(frozen, days=30) == {"told": 0, "dropped": 0} and _kept()


def test_a_draft_of_a_day_not_held_goes_after_ninety_days_and_a_week(begun, frozen):
    _save(begun, spot="院坝")
    not_held(begun.day("2026-03").id, by=begun.by("hu"), reason_code=Reason.WEATHER, reason="下雨")

    done = [_pass(frozen, days=89), _pass(frozen, days=2), _pass(frozen, days=8)]

    assert [one["told"] for one in done] == [0, 1, 0] and [one["dropped"] for one in done] == [0, 0, 1]
    assert "如果确实召开了" in db.session.scalar(sa.select(Message.body).where(Message.kind == "draft_goes"))


def test_a_submitted_log_is_no_draft(begun, frozen):
    _save(begun)
    with_words = sa.update(ActivityLog).values(state="returned", submitted_at=sa.func.now(),
                                               submitted_by_id=begun.by("hu").account_id)
    with atomic() as session:
        session.execute(with_words)

    assert _pass(frozen, days=400) == {"told": 0, "dropped": 0} and _kept()
