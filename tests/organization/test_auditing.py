"""The audit log read by the district's auditors: filtered, page by page, as a file that is itself written down."""

import ast
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from service.core import audit, metrics, periodic
from service.core.audit import AuditHead
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid
from service.core.sheets import Format
from service.organization.actions.auditing import export_log
from service.organization.acts import ACTS
from service.organization.queries.auditing import audit_log, verification
from tests.house.sources import of_service


@pytest.fixture
def feng(town):
    return town.actor("auditor-feng")


@pytest.fixture
def three(town):
    """Three acts on three days, the last of them late in the evening in Changshou."""
    for moment, name, act in (("2026-03-02T01:00:00Z", "worker-zhang", "reveal"),
                              ("2026-03-03T01:00:00Z", "worker-zhang", "dispatch"),
                              ("2026-03-04T15:30:00Z", "admin-zheng", "grant")):
        with time_machine.travel(moment, tick=False):
            audit.record(act, by=town.actor(name), subject=f"thing:{act}", reason="回访")


def _subjects(page):
    return [row["subject"] for row in page.items]


def _day(number):
    return date(2026, 3, number)


@pytest.mark.parametrize("name", ["worker-zhang", "supervisor-wu", "resident-li", "unit-he"])
def test_others_do_not_read_the_log(town, name):
    for ask in (lambda: audit_log(town.actor(name), limit=1), lambda: verification(town.actor(name))):
        with pytest.raises(Forbidden):
            ask()


def test_the_newest_act_comes_first_with_a_name_for_people(three, feng):
    first, *_ = audit_log(feng, limit=20).items

    assert (first["act"], first["act_name"], first["actor"]["display_name"], first["details"]) == (
        "grant", "授予角色", "郑科长", {"reason": "回访"})


def test_pages_follow_each_other(three, feng):
    page, seen = audit_log(feng, limit=1), []
    while page:
        seen += _subjects(page)
        page = page.next and audit_log(feng, limit=1, cursor=page.next)

    assert seen == ["thing:grant", "thing:dispatch", "thing:reveal"]


@pytest.mark.parametrize(("asked", "found"), [
    ({"since": _day(3)}, ["thing:grant", "thing:dispatch"]), ({"until": _day(2)}, ["thing:reveal"]),
    ({"since": _day(4), "until": _day(4)}, ["thing:grant"]), ({"since": _day(5)}, []),
    ({"act": "dispatch"}, ["thing:dispatch"]), ({"subject": "thing:reveal"}, ["thing:reveal"])])
def test_the_log_is_narrowed_down(three, feng, asked, found):
    assert _subjects(audit_log(feng, limit=20, **asked)) == found


def test_the_log_of_one_person(three, town, feng):
    assert _subjects(audit_log(feng, limit=20, actor_id=town.account("worker-zhang").id)) == [
        "thing:dispatch", "thing:reveal"]


def test_days_out_of_order_are_refused(feng):
    with pytest.raises(Invalid):
        audit_log(feng, limit=20, since=_day(4), until=_day(3))


def test_taking_the_log_home_stands_in_the_log(three, town, client, feng):
    answer = client.get("/api/v1/audit?format=csv&act=reveal", headers=town.sign_in("auditor-feng"))

    assert answer.status_code == 200 and '{""reason"":""回访""}' in answer.get_data(as_text=True)
    newest, = audit_log(feng, limit=1).items
    assert (newest["act"], newest["subject"], newest["details"]["asked"]) == ("export", "list:audit", {"act": "reveal"})


def test_the_nightly_walk_is_told_and_the_newest_rows_are_looked_at(three, feng):
    assert verification(feng)["nightly"] is None

    periodic.run(periodic.known()[audit.CHECK])

    said = verification(feng)
    assert said["nightly"]["whole"] and said["newest"] == {"rows": 2000, "whole": True, "broken_at": None}


def _cut():
    with atomic() as session:
        session.execute(sa.update(AuditHead).values(sequence=AuditHead.sequence + 1))


def test_a_broken_chain_is_told_and_raises_an_alarm(three, feng):
    before, last = metrics.alarms().get("audit_broken", 0), db.session.scalar(sa.select(AuditHead.sequence))
    _cut()

    periodic.run(periodic.known()[audit.CHECK])

    said = verification(feng)
    assert (said["nightly"]["whole"], said["newest"]["broken_at"]) == (False, last + 1)
    assert metrics.alarms()["audit_broken"] == before + 1


def test_looking_at_the_newest_rows_believes_what_lies_before(three):
    assert audit.broken_lately(1) is None and audit.broken_lately(2) is None


def test_an_empty_log_is_whole(feng):
    assert verification(feng)["newest"]["whole"]


@pytest.mark.only_postgresql
def test_a_log_that_is_being_written_is_whole(town, run_together):
    zhang = town.actor("worker-zhang")

    def write():
        for number in range(60):
            audit.record("reveal", by=zhang, subject=f"thing:{number}")
    results = run_together([write, write, *[lambda: [audit.first_broken() for _ in range(20)]] * 2])

    assert results[2:] == [[None] * 20] * 2


def test_every_act_has_a_name_for_people():
    written = {value.value for source in of_service() if "record(" in source.text for node in source.nodes
               if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "record") and node.args
               for value in ast.walk(node.args[0]) if isinstance(value, ast.Constant)} | {audit.PRUNE}

    assert len(written) > 30 and written - ACTS.keys() == set()


def test_the_hours_of_a_day_are_those_of_changshou(town, feng):
    with time_machine.travel("2026-03-04T16:30:00Z", tick=False):  # half past midnight of the fifth
        audit.record("reveal", by=None, subject="thing:late")

    assert _subjects(audit_log(feng, limit=20, since=_day(5), until=_day(5))) == ["thing:late"]


def test_the_log_is_taken_home_by_who_may_read_it(three, town, feng):
    with export_log(Format.CSV, by=feng, act="export") as nothing, export_log(Format.CSV, by=feng) as file:
        lines = file.read().decode("utf-8-sig").splitlines()
        assert nothing.read().decode("utf-8-sig").splitlines() == [lines[0]]

    assert lines[0].startswith("序号,时间,谁") and len(lines) >= 5
    assert _subjects(audit_log(feng, limit=1, act="export")) == ["list:audit"]
    with pytest.raises(Forbidden):
        export_log(Format.CSV, by=town.actor("supervisor-wu"))
