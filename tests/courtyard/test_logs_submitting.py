"""A log is submitted once: the day was held, decisions are tracked, and nothing is half-written."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, Stale
from service.courtyard.actions import approving, days, decisions, submitting
from service.courtyard.models import DayState, Decision, LogState, PartyMassDay
from service.courtyard.queries.logs import UnknownLog
from service.notifications.models import Message
from service.organization.actions import grants
from service.organization.models import Role
from service.party.models import PartyMember
from tests.courtyard.notebook import opinion

GUTTER = {"client_id": "d1", "what": "清理排水沟", "who": "游建国", "due_on": None}


def _letters(kind):
    return list(db.session.scalars(sa.select(Message.account_id).where(Message.kind == kind)))


def _day(day_id):
    return db.session.scalars(sa.select(PartyMassDay).where(PartyMassDay.id == day_id)
                              .execution_options(populate_existing=True)).one()


def _decisions():
    return list(db.session.scalars(sa.select(Decision).order_by(Decision.id).execution_options(populate_existing=True)))


def test_submission_holds_the_day_and_enters_what_was_decided(notebook):
    day_id = notebook.day()

    client_id = notebook.submitted(day_id=day_id, decisions=[GUTTER])

    assert (notebook.log(client_id).state, _day(day_id).state) == ("submitted", "held")
    assert [(one.what, one.who, one.state) for one in _decisions()] == [("清理排水沟", "游建国", "open")]
    assert notebook.read(client_id)["decisions"] == [GUTTER | {"state": "open"}]


def test_a_quiet_day_without_items_is_a_day(notebook):
    assert notebook.log(notebook.submitted(present=[], others_present=0)).state == "submitted"


def test_a_second_submission_changes_nothing(notebook):
    client_id = notebook.submitted(items=[opinion()], decisions=[GUTTER])
    before = notebook.read(client_id)

    submitting.submit(client_id, by=notebook.by("hu"), seen=1)

    assert notebook.read(client_id) == before
    assert (len(notebook.tickets()), len(_decisions())) == (1, 1)


@pytest.mark.parametrize(("without", "named"), [
    ({"begins_at": None}, "begins_at"), ({"ends_at": None}, "ends_at"), ({"host_id": None}, "host_id"),
    ({"present": [], "others_present": None}, "present"), ({"decisions": [GUTTER | {"who": None}]}, "decisions"),
    ({"items": [opinion(text=None)]}, "items")])
def test_what_is_missing_is_named(notebook, without, named):
    client_id = notebook.save(**notebook.whole(**without))

    with pytest.raises(Invalid) as refused:
        submitting.submit(client_id, by=notebook.by("hu"))

    assert list(refused.value.extra["fields"]) == [named]


def test_a_day_that_has_not_come_is_not_recorded(notebook):
    day_id = notebook.day(ago=-1)
    client_id = notebook.save(day_id=day_id, **notebook.whole(items=[opinion()]))

    with pytest.raises(days.DayNotCome):
        submitting.submit(client_id, by=notebook.by("hu"))

    assert (notebook.log(client_id).state, _day(day_id).state, notebook.tickets()) == ("draft", "planned", [])


def test_one_bad_item_leaves_nothing_half_written(notebook):
    day_id, items = notebook.day(), [opinion(number) for number in range(1, 6)]
    items[2]["category"] = "no.such"
    client_id = notebook.save(day_id=day_id, **notebook.whole(items=items, decisions=[GUTTER]))

    with pytest.raises(Invalid) as refused:
        submitting.submit(client_id, by=notebook.by("hu"))

    assert (refused.value.extra["item"], list(refused.value.extra["fields"])) == ("op-3", ["items"])
    assert (notebook.tickets(), _decisions(), _day(day_id).state) == ([], [], DayState.PLANNED)
    assert (notebook.log(client_id).state, {one.ticket_id for one in notebook.opinions()}) == ("draft", {None})
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0


def test_another_version_is_not_submitted(notebook):
    client_id = notebook.save(**notebook.whole())

    with pytest.raises(Stale):
        submitting.submit(client_id, by=notebook.by("hu"), seen=7)


@pytest.mark.parametrize(("name", "refusal"), [("chen", Forbidden), ("wu", UnknownLog), ("li", UnknownLog)])
def test_others_do_not_submit_it(notebook, joined, name, refusal):
    client_id = notebook.save(**notebook.whole())

    with pytest.raises(refusal):
        submitting.submit(client_id, by=notebook.by(name))


def test_a_recorder_who_has_left_the_group_submits_no_more(notebook, joined):
    client_id = notebook.save("chen", **notebook.whole())
    with atomic():
        db.session.execute(sa.update(PartyMember).where(PartyMember.name == "游建国").values(group_id=None))

    with pytest.raises(Forbidden):
        submitting.submit(client_id, by=notebook.by("chen"))


def test_a_lead_who_has_lost_his_grant_submits_no_more(notebook):
    client_id = notebook.save(**notebook.whole())
    retired = replace(notebook.by("hu"), grants=())
    with atomic():
        db.session.execute(sa.update(PartyMember).where(PartyMember.name == "胡院长").values(group_id=None))

    with pytest.raises(Forbidden):
        submitting.submit(client_id, by=retired)


def test_the_lead_submits_what_a_member_wrote(notebook, joined):
    client_id = notebook.save("chen", **notebook.whole(items=[opinion()]))

    with pytest.raises(Forbidden) as refused:
        submitting.submit(client_id, by=notebook.by("chen"))
    submitting.submit(client_id, by=notebook.by("hu"))

    assert refused.value.code == "on_behalf_needs_grant"
    assert (notebook.log(client_id).state, len(notebook.tickets())) == ("submitted", 1)


def test_a_member_submits_a_log_without_opinions_himself(notebook, joined):
    assert notebook.log(notebook.submitted("chen")).state == "submitted"


def test_a_returned_log_is_changed_and_submitted_again(notebook):
    day_id = notebook.day()
    client_id = notebook.returned(day_id=day_id, decisions=[GUTTER])

    notebook.save(client_id=client_id, day_id=day_id, **notebook.whole(others_present=21))
    submitting.submit(client_id, by=notebook.by("hu"))

    shown = notebook.read(client_id)
    assert (shown["state"], shown["others_present"], shown["decisions"]) == ("submitted", 21, [])
    assert _decisions() == []


def test_the_secretary_hears_of_a_submission_and_the_recorder_of_the_answer(notebook):
    client_id = notebook.returned()
    submitting.submit(client_id, by=notebook.by("hu"))
    approving.approve(client_id, by=notebook.by("lin"))

    hu, lin = notebook.by("hu").account_id, notebook.by("lin").account_id
    assert [_letters(kind) for kind in ("log_submitted", "log_returned", "log_approved")] == [[lin, lin], [hu], [hu]]


def test_the_supervisor_hears_of_a_log_of_the_secretarys(notebook):
    notebook.submitted("lin")

    assert _letters("log_submitted") == [notebook.by("wu").account_id]


def test_finished_decisions_of_earlier_days_are_read_out_by_the_next_log(notebook):
    notebook.submitted(day_id=notebook.day(ago=30), decisions=[GUTTER])
    decisions.complete(_decisions()[0].id, by=notebook.by("hu"), text="清完了")

    day_id = notebook.day()
    notebook.submitted(day_id=day_id)

    assert _decisions()[0].read_out_day_id == day_id


def test_a_log_whose_secretary_has_gone_is_the_towns(notebook):
    log, (held,) = notebook.submitted(), notebook.by("lin").held(Role.BRANCH_SECRETARY)
    with pytest.raises(Forbidden):
        approving.approve(log, by=notebook.by("wu"))

    grants.revoke(held.grant_id, by=notebook.by("zheng"))

    assert approving.approve(log, by=notebook.by("wu")).state is LogState.APPROVED
    assert notebook.by("wu").account_id in _letters("log_submitted")
