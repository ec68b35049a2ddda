"""Issuing a certificate: what a person may print of his own service, kept by its number so that it can be checked."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import sqlalchemy as sa
from flask import current_app

from service.core import clock
from service.core.clock import local
from service.core.database import atomic, inserting
from service.core.errors import NotFound, invalid
from service.membership.certificates import Facts, Seal, pdf
from service.membership.models.records import Certificate
from service.membership.queries import certificates as queries
from service.organization.actors import Actor

EARLIEST, LONGEST = date(2000, 1, 1), timedelta(days=3660)
MOST_SERVICES = 2000
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another


def certificate(*, by: Actor, since: date | None = None, until: date | None = None) -> bytes:
    """The PDF of a person's own confirmed service, from one local day to another; this year until today unless told.

    Raises Invalid, and NotFound `nothing_to_certify` when nothing was confirmed in that time.
    """
    today = local(clock.now()).date()
    until = until or today
    since = since or date(until.year, 1, 1)
    _check(since, until, today)
    facts = queries.facts(by.account_id, since, until)
    if not facts.services:
        raise NotFound("这段时间里没有已经确认的服务记录。", code="nothing_to_certify")
    if len(facts.services) > MOST_SERVICES:
        raise invalid(**{"from": f"一份证明最多 {MOST_SERVICES} 条记录，请缩短时间。"})
    issued = issue(facts)
    where = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/api/v1/certificates/{issued.number}"
    return pdf(facts, Seal(issued.number, issued.check_code, local(issued.issued_at).date(),
                           f"{where}?check={issued.check_code}"))


def _check(since: date, until: date, today: date) -> None:
    if until > today:
        raise invalid(to="请填写今天或以前的日期。")
    if not EARLIEST <= since <= until or until - since > LONGEST:
        raise invalid(**{"from": "开始日期应在结束日期之前，最长十年。"})


def issue(facts: Facts) -> Certificate:
    """The certificate of these facts; asked again, the same one."""
    moment = clock.now()
    with atomic() as session:
        session.execute(inserting(Certificate).values(
            number=f"{local(moment):%Y%m%d}-{secrets.randbelow(10**8):08}", account_id=facts.account_id,
            check_code="".join(secrets.choice(LETTERS) for _ in range(10)), since=facts.since, until=facts.until,
            total_minutes=facts.total_minutes, digest=facts.digest, issued_at=moment)
            .on_conflict_do_nothing(index_elements=["account_id", "digest"]))
        return session.scalar(sa.select(Certificate).where(Certificate.account_id == facts.account_id,
                                                           Certificate.digest == facts.digest))
