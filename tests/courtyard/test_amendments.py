"""A second person looks at a log; what is approved never changes, it is added to."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Stale, WrongMoment
from service.courtyard import events
from service.courtyard.actions import approving, submitting
from service.courtyard.models import ActivityLog
from service.courtyard.queries.logs import UnknownLog
from tests.courtyard.notebook import opinion


@pytest.fixture
def announced():
    """What was announced of approved logs."""
    heard = []

    def listen(log, **said):
        heard.append({"log": log.client_id} | said)
    with events.log_approved.connected_to(listen):
        yield heard


def _acts():
    return list(db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.subject.startswith("log:"))
                                   .order_by(AuditEntry.sequence)))


def test_the_secretary_approves_and_those_present_are_announced(notebook, announced):
    client_id = notebook.approved()

    log = notebook.log(client_id)
    said = announced[0]
    assert (log.state, log.decided_by_id) == ("approved", notebook.by("lin").account_id)
    assert (said["account_ids"], said["minutes"], said["ref"]) == ([notebook.by("hu").account_id], 70, f"log:{log.id}")
    assert (said["place"].id, said["at"].strftime("%H:%M"), said["at"].utcoffset().seconds) == (
        log.place_id, "11:30", 0)


@pytest.mark.parametrize("verb", ["approve", "send_back"])
@pytest.mark.parametrize(("name", "refusal"), [("hu", Forbidden), ("wu", Forbidden), ("feng", Forbidden),
                                               ("li", UnknownLog), ("zhang", UnknownLog)])
def test_nobody_else_decides(notebook, verb, name, refusal):
    client_id = notebook.submitted()
    act = getattr(approving, verb)

    with pytest.raises(refusal):
        act(client_id, by=notebook.by(name), **({"reason": "不全"} if verb == "send_back" else {}))


@pytest.mark.parametrize(("recorder", "submitter"), [("lin", "lin"), ("hu", "lin"), ("lin", "hu")])
def test_a_log_the_secretary_had_a_hand_in_is_the_towns(notebook, recorder, submitter):
    client_id = notebook.submitted(recorder, submitter)

    with pytest.raises(Forbidden):
        approving.approve(client_id, by=notebook.by("lin"))
    approving.approve(client_id, by=notebook.by("wu"))

    assert notebook.log(client_id).state == "approved"


def test_the_database_itself_refuses_a_log_approved_by_its_recorder(notebook):
    client_id = notebook.submitted()

    with pytest.raises(sa.exc.IntegrityError), atomic():
        db.session.execute(sa.update(ActivityLog).where(ActivityLog.client_id == client_id).values(
            state="approved", decided_by_id=ActivityLog.recorder_id))


@pytest.mark.parametrize("stage", ["save", "returned", "approved"])
def test_only_a_submitted_log_is_decided_on(notebook, stage):
    client_id = getattr(notebook, stage)()

    with pytest.raises(WrongMoment):
        approving.approve(client_id, by=notebook.by("lin"))


def test_the_secretary_decides_on_the_version_he_saw(notebook):
    client_id = notebook.submitted()

    with pytest.raises(Stale):
        approving.approve(client_id, by=notebook.by("lin"), seen=1)


def test_a_return_says_why(notebook):
    shown = notebook.read(notebook.returned())

    assert (shown["state"], shown["return_reason"], shown["permitted"]) == (
        "returned", "请补上到场人数", ["save", "submit"])


def test_an_approved_log_is_not_changed(notebook):
    day_id = notebook.day()
    client_id = notebook.approved(day_id=day_id, items=[opinion()])
    before = notebook.read(client_id)

    for name in ("hu", "lin"):
        with pytest.raises(WrongMoment) as refused:
            notebook.save(name, client_id=client_id, day_id=day_id, seen=3, **notebook.whole(others_present=99))
    with pytest.raises(WrongMoment):
        approving.send_back(client_id, by=notebook.by("lin"), reason="再改改")
    submitting.submit(client_id, by=notebook.by("hu"))

    assert refused.value.extra["state"] == "approved"
    assert notebook.read(client_id) == before


def test_amendments_stand_beside_the_log_in_their_order(notebook):
    client_id = notebook.approved()
    before = notebook.read(client_id)

    approving.amend(client_id, by=notebook.by("hu"), text="到场 21 人")
    approving.amend(client_id, by=notebook.by("lin"), text="主持人为林书记")

    after = notebook.read(client_id)
    assert [(one["text"], one["by"]) for one in after["amendments"]] == [("到场 21 人", "胡院长"),
                                                                         ("主持人为林书记", "林书记")]
    assert before | {"amendments": [], "version": 0} == after | {"amendments": [], "version": 0}


@pytest.mark.parametrize("stage", ["save", "submitted", "returned"])
def test_what_is_not_approved_is_not_amended(notebook, stage):
    client_id = getattr(notebook, stage)()

    with pytest.raises(WrongMoment):
        approving.amend(client_id, by=notebook.by("hu"), text="补一句")


@pytest.mark.parametrize("name", ["wu", "feng"])
def test_who_only_reads_does_not_amend(notebook, name):
    client_id = notebook.approved()

    with pytest.raises(Forbidden):
        approving.amend(client_id, by=notebook.by(name), text="补一句")


def test_every_decision_is_audited_without_a_word_of_what_was_written(notebook):
    client_id = notebook.returned()
    submitting.submit(client_id, by=notebook.by("hu"))
    approving.approve(client_id, by=notebook.by("lin"))
    approving.amend(client_id, by=notebook.by("hu"), text="到场 21 人")

    assert _acts() == ["log_returned", "log_approved", "log_amended"]
    assert not any("到场" in details for details in db.session.scalars(sa.select(AuditEntry.details)))


@pytest.mark.only_postgresql
def test_of_two_decisions_at_once_one_counts(notebook, run_together):
    client_id, lin = notebook.submitted(), notebook.by("lin")

    answers = run_together([lambda: approving.approve(client_id, by=lin).state,
                            lambda: approving.send_back(client_id, by=lin, reason="不全").state])

    assert sum(isinstance(answer, WrongMoment) for answer in answers) == 1
