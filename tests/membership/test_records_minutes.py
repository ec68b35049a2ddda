"""Minutes of service: proposed by the member, confirmed by the community, corrected by a further entry."""


import pytest
import sqlalchemy as sa

from service.accounts.actions.erasing import erase
from service.accounts.queries import my_data
from service.core import audit
from service.core.database import atomic, db
from service.core.errors import Forbidden, Stale
from service.membership.actions import records as actions
from service.membership.actions.records import AlreadyConfirmed, NotConfirmed
from service.membership.models.records import ServiceEntry
from service.membership.queries import records as queries
from service.membership.queries.records import UnknownRecord
from service.organization.models import Role


def test_the_community_confirms_the_minutes_and_the_member_hears(served, people, registry):
    record_id = served()
    actions.propose(record_id, by=people.wang, minutes=90)
    assert queries.shown(record_id, people.zhang)["proposed_minutes"] == 90

    actions.confirm(record_id, by=people.zhang, minutes=60)

    shown = queries.shown(record_id, people.wang)
    assert (shown["state"], shown["minutes"], shown["entries"][0]["by"]) == ("confirmed", 60, "张蓉")
    assert registry.heard("service_confirmed") == ["wang"]


def test_a_record_is_confirmed_once(served, people):
    record_id = served()
    actions.confirm(record_id, by=people.zhang, minutes=60)

    with pytest.raises(AlreadyConfirmed):
        actions.confirm(record_id, by=people.zhou, minutes=70)
    with pytest.raises(AlreadyConfirmed):
        actions.propose(record_id, by=people.wang, minutes=70)


def test_nobody_confirms_or_corrects_his_own(life, served, people):
    life.grant("wang", Role.COMMUNITY_WORKER, "community")
    waiting, confirmed = served(), served(ref="wish:2", minutes=30)

    with pytest.raises(Forbidden):
        actions.confirm(waiting, by=people.wang, minutes=60)
    with pytest.raises(Forbidden):
        actions.correct(confirmed, by=people.wang, minutes=60, reason="多做了")
    assert actions.confirm_some([waiting], by=people.wang)["refused"] == [{"id": waiting, "code": "forbidden"}]


@pytest.mark.parametrize(("name", "refusal"), [("far", UnknownRecord), ("wu", UnknownRecord), ("zhao", UnknownRecord),
                                               ("he", Forbidden), ("wang", Forbidden)])
def test_nobody_but_the_communitys_workers_confirms(served, people, name, refusal):
    with pytest.raises(refusal):
        actions.confirm(served(), by=getattr(people, name), minutes=60)


@pytest.mark.parametrize(("name", "refusal"), [("zhang", Forbidden), ("he", Forbidden), ("zhao", UnknownRecord)])
def test_only_the_member_proposes_his_minutes(served, people, name, refusal):
    with pytest.raises(refusal):
        actions.propose(served(), by=getattr(people, name), minutes=60)


def test_a_worker_confirms_many_at_once_and_hears_which_not(served, people):
    waiting, silent, done = served(), served(ref="wish:2"), served(ref="wish:3", minutes=30)
    foreign = served("sun", ref="wish:4", place="other_community")
    actions.propose(waiting, by=people.wang, minutes=90)

    said = actions.confirm_some([waiting, silent, done, foreign, waiting], by=people.zhang)

    assert said == {"confirmed": [waiting], "refused": [
        {"id": silent, "code": "no_minutes"}, {"id": done, "code": "already_confirmed"},
        {"id": foreign, "code": "record_unknown"}]}
    assert queries.shown(waiting, people.wang)["minutes"] == 90


def test_a_correction_counts_and_the_first_entry_stays(served, people, registry):
    record_id = served(minutes=90)
    actions.correct(record_id, by=people.zhang, minutes=60, reason="路上不算")

    shown = queries.shown(record_id, people.wang)

    assert shown["minutes"] == 60
    assert [(entry["number"], entry["minutes"], entry["reason"]) for entry in shown["entries"]] == [
        (1, 90, None), (2, 60, "路上不算")]
    assert registry.heard("service_corrected") == ["wang"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(audit.AuditEntry).where(
        audit.AuditEntry.act == "correct_service")) == 1


def test_what_was_never_confirmed_is_confirmed_not_corrected(served, people):
    with pytest.raises(NotConfirmed):
        actions.correct(served(), by=people.zhang, minutes=60, reason="x")


@pytest.mark.parametrize("change", [lambda session, entry: setattr(entry, "minutes", 1),
                                    lambda session, entry: session.delete(entry)])
def test_an_entry_is_never_changed(served, change):
    served(minutes=90)

    with pytest.raises(RuntimeError, match="stays as it is"), atomic() as session:
        change(session, session.scalar(sa.select(ServiceEntry)))


def test_a_change_names_the_version_it_saw(served, people):
    record_id = served()
    actions.propose(record_id, by=people.wang, minutes=60, seen=1)

    with pytest.raises(Stale):
        actions.confirm(record_id, by=people.zhang, minutes=60, seen=1)


def test_who_leaves_the_service_is_gone_from_his_records_and_they_stay(served, people, town):
    record_id, wang = served(minutes=60), people.wang
    assert my_data(wang.account_id)["service_records"][0]["entries"][0]["minutes"] == 60

    erase(by=wang)

    shown = queries.shown(record_id, people.zhang)
    assert (shown["member"]["display_name"], shown["unit"], shown["minutes"]) == ("已注销用户", None, 60)


@pytest.mark.only_postgresql
def test_of_two_confirmations_at_once_one_counts(served, people, run_together):
    record_id, zhang, zhou = served(), people.zhang, people.zhou

    results = run_together([lambda: actions.confirm(record_id, by=zhang, minutes=60).id,
                            lambda: actions.confirm(record_id, by=zhou, minutes=70).id] * 2)

    assert sum(isinstance(one, AlreadyConfirmed) for one in results) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ServiceEntry)) == 1
