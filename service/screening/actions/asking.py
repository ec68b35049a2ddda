"""Ask the platform: checks are leased, asked about outside of any transaction, and settled in one of their own."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
import structlog
from flask import current_app

from service import wechat
from service.accounts.models import Account, WechatIdentity
from service.core import clock, errands, jobs, metrics, retries
from service.core.database import atomic, db
from service.media.queries import link_for_checking
from service.screening import subjects
from service.screening.actions.judging import note_trace
from service.screening.actions.settling import follow, locked, rest
from service.screening.models import CheckState, ContentCheck, Why
from service.wechat.answers import Scene, Verdict
from service.wechat.errors import Misconfigured, Misuse, NotRecent, Refused, WeChatError

BATCH, PASSES = 20, 50
PATIENCE = timedelta(days=3)        # a platform that is down for so long: a person looks
VERDICT_WITHIN = timedelta(hours=24)  # promised within 30 minutes
UNLIMITED = 10**6
log = structlog.get_logger("screening")


def check_due() -> int:
    """Work off what is due, at least once each; safe with several workers. Returns how many were taken up.

    The run ends when the platform does not answer: the next minute asks again. Raises RuntimeError inside a
    transaction.
    """
    taken = 0
    for _ in range(PASSES):
        rows = errands.lease(ContentCheck, BATCH)
        taken += len(rows)
        if not rows or not _ask_all(rows) or jobs.is_stopping():
            break
    return taken


def _ask_all(rows: list[sa.Row]) -> bool:
    """Whether the platform answered; what it was not asked goes back."""
    things = subjects.found((row.about, row.about_id) for row in rows)
    people = _people({row.account_id for row in rows})
    answers = True
    for row in rows:
        if answers and errands.may_start(row):
            answers = _attempt(row, things.get((row.about, row.about_id)), people.get(row.account_id))
        elif not answers and row.state is CheckState.WAITING and _is_too_late(row):
            _hold(row, Why.NO_ANSWER)  # one a minute would keep the rest waiting for days more
        else:
            errands.return_unused(ContentCheck, row)
    return answers


def _people(ids: set[int]) -> dict[int, sa.Row]:
    """`openid, display_name` of each account that has an openid in our app."""
    rows = db.session.execute(
        sa.select(WechatIdentity.account_id, WechatIdentity.openid, Account.display_name)
        .join(Account, Account.id == WechatIdentity.account_id).order_by(WechatIdentity.id)
        .where(WechatIdentity.account_id.in_(ids), WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"]))
    return {row.account_id: row for row in rows}


def _attempt(row: sa.Row, thing: sa.Row | None, person: sa.Row | None) -> bool:
    """One check; False when the platform did not answer."""
    if thing is None or not thing.is_wanted:  # withdrawn, erased, or no longer to be shown: it rests as it is
        errands.settle(ContentCheck, row)
    elif row.state is CheckState.ASKED:
        _hold(row, Why.NO_VERDICT)
    elif person is None:
        _hold(row, Why.NO_OPENID)
    elif row.tries > retries.MOST_TRIES and _is_too_late(row):  # its workers died on it, again and again
        _hold(row, Why.NO_ANSWER)
    else:
        return _ask(row, thing, person)
    return True


def _ask(row: sa.Row, thing: sa.Row, person: sa.Row) -> bool:
    try:
        if row.photo_id is None:
            _follow(row, wechat.platform().check_text(person.openid, thing.text, scene=Scene.FORUM,
                                                      nickname=person.display_name))
        else:
            _wait_for_verdict(row, wechat.platform().check_picture(
                person.openid, link_for_checking(row.photo_id), scene=Scene.FORUM))
    except NotRecent:
        _hold(row, Why.NOT_RECENT)
    except Refused:
        _hold(row, Why.REFUSED)
    except Misuse as mistake:
        metrics.alarm("content_check_misuse")
        log.error("content_check_misuse", check_id=row.id, reason=str(mistake))
        if isinstance(mistake, Misconfigured):  # nothing can be asked until the settings are mended; then it can
            return _put_off(row, mistake)
        _hold(row, Why.MISUSE)
    except Exception as trouble:  # one check must not stop those behind it
        return _put_off(row, trouble)
    return True


def _put_off(row: sa.Row, trouble: Exception) -> bool:
    """Later again, for three days, then a person looks. Whether others may still be asked: not when it is the platform
    that does not answer; an accident of ours concerns this check alone, and its text may hold anything."""
    of_platform = isinstance(trouble, WeChatError)
    reason = str(trouble) if of_platform else type(trouble).__name__
    log.warning("content_check_put_off", check_id=row.id, tries=row.tries, reason=reason)
    if _is_too_late(row):
        _hold(row, Why.NO_ANSWER)
    else:
        errands.put_off(ContentCheck, row, reason, most_tries=UNLIMITED)
    return not of_platform


def _is_too_late(row: sa.Row) -> bool:
    return clock.now() - row.put_at > PATIENCE


def _mine(row: sa.Row) -> ContentCheck | None:
    """The check, locked, unless the lease ran out and another worker has it, or it has been settled meanwhile."""
    return locked(ContentCheck.id == row.id, ContentCheck.tries == row.tries, ContentCheck.state == row.state,
                  ContentCheck.next_try_at.is_not(None))


def _follow(row: sa.Row, verdict: Verdict) -> None:
    with atomic():
        if check := _mine(row):
            follow(check, verdict.suggestion, verdict.label)


def _hold(row: sa.Row, why: Why) -> None:
    with atomic():
        if check := _mine(row):
            rest(check, CheckState.HELD, why=why)


def _wait_for_verdict(row: sa.Row, trace_id: str) -> None:
    """Who lost his lease still notes the trace: whichever verdict comes first counts."""
    with atomic():
        if check := _mine(row):
            check.state, check.next_try_at = CheckState.ASKED, clock.now() + VERDICT_WITHIN
            db.session.flush()
        note_trace(trace_id, row.id)
