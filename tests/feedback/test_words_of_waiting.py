"""Who sees a matter only because he may take it on may be any stranger: he reads what there is to do, and no person."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback import actions, policy
from service.feedback.models import Ticket
from service.feedback.queries import lists, showing
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.notifications.models import Message
from service.statistics.queries.tickets import hot, worst
from service.town import cast

TEXT = "我叫李四，电话13911117777，住3单元501，张蓉说可以请人帮忙抬一下旧沙发"
READ = "我叫李*，电话***，住3单元***，张*说可以请人帮忙抬一下旧沙发"
MASKED = ("李四", "13911117777", "1391", "7777", "501", "张蓉")
STRANGERS = [(Queue.PUBLIC, "qian"), (Queue.PARTY_MEMBER, "wang")]


@pytest.fixture
def sofa(life):
    """`sofa(queue)`: 李阿姨's matter with a name, a phone and a door in it, waiting in this queue."""
    return lambda queue=Queue.PUBLIC, **facts: life.submit(**{"queue": queue, "text": TEXT} | facts)


def _found(by, view="queue", **asked):
    return {item["number"]: item["excerpt"] for item in lists.tickets(by, view=view, **asked).items}


@pytest.mark.parametrize(("queue", "name"), STRANGERS)
def test_before_he_takes_it_on_he_reads_no_person_in_it(people, sofa, queue, name):
    number, by = sofa(queue), getattr(people, name)

    assert showing.seen_by(number, by)["text"] == READ
    assert _found(by) == _found(by, queue=queue) == _found(by, overdue=False) == {number: READ}


@pytest.mark.parametrize(("queue", "name"), STRANGERS)
def test_in_his_hands_it_stands_as_it_was_written_and_given_back_no_longer(life, people, sofa, queue, name):
    number, by = sofa(queue), getattr(people, name)
    taken = showing.detail(actions.claim(number, by=by), by)
    held = (showing.seen_by(number, by)["text"], _found(by, "holding"), _found(by, "mine"))
    given_back = showing.detail(actions.release(number, by=by, reason="李四已经搬走"), by)
    reread = showing.seen_by(number, by)

    assert (taken["text"], *held) == (TEXT, TEXT, {number: TEXT}, {number: TEXT})
    assert (given_back["text"], reread["text"], _found(by)) == (READ, READ, {number: READ})
    assert given_back["timeline"][-1]["text"] == reread["timeline"][-1]["text"] == "李*已经搬走"


def test_what_was_said_while_another_held_it_is_read_without_persons_too(life, people, sofa):
    number = life.hold(sofa())
    actions.ask(number, by=people.qian, text="李四，您住几楼？")
    actions.reply(number, by=people.li, text="5楼，电话13922223333")
    actions.release(number, by=people.qian, reason="在外地")
    (stranger,) = life.newcomers(1)

    seen = showing.seen_by(number, stranger)
    assert [step["text"] for step in seen["timeline"]] == [None, None, "李*，您住几楼？", "5楼，电话***", "在外地"]
    assert not [secret for secret in MASKED if secret in repr(seen)]


@pytest.mark.parametrize("name", ["li", "zhang", "wu", "zheng", "feng"])
def test_whose_matter_it_is_and_who_oversees_the_place_read_what_was_written(people, sofa, name):
    number, by = sofa(), getattr(people, name)
    view = "mine" if name == "li" else "place"

    assert (showing.seen_by(number, by)["text"], _found(by, view, q="13911117777")) == (TEXT, {number: TEXT})


def test_a_worker_reads_and_searches_what_waits_for_him_as_it_was_written(people, sofa):
    number, elsewhere = sofa(), sofa(place_code=cast.NICKNAMES["other_community"])

    assert _found(people.zhang) == {number: TEXT, elsewhere: READ.replace("张*", "张蓉")}
    assert _found(people.zhang, q="13911117777") == {number: TEXT}


def test_who_spoke_for_somebody_reads_what_he_wrote(people, life):
    number = life.submit(by="qian", queue=Queue.PUBLIC, text=TEXT, on_behalf_of={"name": "李四", "phone": None})

    assert showing.seen_by(number, people.qian)["text"] == TEXT
    assert _found(people.qian, q="李四") == {number: TEXT}


@pytest.mark.parametrize("q", MASKED)
@pytest.mark.parametrize(("queue", "name"), STRANGERS)
def test_what_he_may_not_read_he_cannot_find_either(people, sofa, q, queue, name):
    sofa(queue)

    page = lists.tickets(getattr(people, name), view="queue", q=q)
    assert (page.items, page.next) == ([], None)


@pytest.mark.parametrize("q", ["旧沙发", "我叫李", "住3单元"])
def test_what_he_reads_he_finds(people, sofa, q):
    number = sofa()

    assert _found(people.qian, q=q) == _found(people.qian, q=number) == {number: READ}


def test_a_search_goes_on_behind_what_he_does_not_find(people, sofa, wait, monkeypatch):
    monkeypatch.setattr(lists, "LOOKED_THROUGH", 2)
    wanted = []
    for _ in range(2):
        for _ in range(3):
            sofa()
        wanted.append(sofa(text="旧沙发要搬走，型号501"))
        wait(minutes=1)
    found, cursor = [], ""
    while cursor is not None:
        page = lists.tickets(people.qian, view="queue", q="501", limit=1, cursor=cursor or None)
        found, cursor = found + [item["number"] for item in page.items], page.next

    assert found == wanted


@pytest.mark.parametrize("before", range(66, 81))
def test_a_number_that_begins_in_the_excerpt_is_never_cut_into_one_that_is_read(people, sofa, before):
    number = sofa(text=f"{'沙' * (before - 2)}电话13911117777，在家")

    (excerpt,) = _found(people.qian).values()
    assert "1" not in excerpt and excerpt.startswith("沙" * (before - 2))
    assert "139" not in showing.seen_by(number, people.qian)["text"]


def test_figures_list_what_waits_without_persons_for_who_only_reads_figures(people, sofa, wait):
    number = sofa(place_code=cast.NICKNAMES["courtyard_1"])
    actions.support(number, by=people.hu)
    wait(days=20)
    here = READ.replace("张*", "张蓉")

    assert [one["ticket"]["excerpt"] for one in hot.hot(cast.VILLAGE, by=people.lin)["supported"]] == [here]
    assert [one["excerpt"] for one in worst.worst(cast.VILLAGE, by=people.lin, limit=9, cursor=None).items] == [here]


def test_no_letter_tells_who_may_take_it_on_a_word_of_it(life, people, sofa, time_passes):
    for queue in (Queue.PUBLIC, Queue.PARTY_MEMBER):
        life.hold(sofa(queue))
    time_passes(days=3)

    letters = db.session.execute(sa.select(Message.title + Message.body)).scalars().all()
    assert letters and not [letter for letter in letters if "沙发" in letter or "7777" in letter]


def test_the_plain_question_and_the_predicate_agree(life, people):
    for state in State:
        life.bring_to(state)
    for queue in Queue:
        life.submit(queue=queue)
        life.submit(by="qian", queue=queue, on_behalf_of={"name": "李四", "phone": None})
        life.hold(life.submit(queue=queue))
    for name in ("li", "chen", "zhang", "far", "wang", "zhao", "qian", "wu", "zheng", "feng", "hu", "lin"):
        by = getattr(people, name)
        own = set(db.session.scalars(sa.select(Ticket.number).where(sa.or_(policy.is_his(by), policy.overseen_by(by)))))
        seen = db.session.scalars(sa.select(Ticket).where(policy.visible_to(by))).all()

        assert {one.number for one in seen if not policy.only_waits_for(by, one)} == own, name


@pytest.mark.parametrize(("queue", "name"), STRANGERS)
def test_masking_costs_one_statement_however_many_wait(people, sofa, statements, queue, name):
    by, numbers = getattr(people, name), [sofa(queue) for _ in range(20)]
    sent = []
    for ask in (lambda: lists.tickets(by, view="queue"), lambda: lists.tickets(by, view="queue", q="沙发"),
                lambda: showing.seen_by(numbers[0], by)):
        ask()
        with statements() as counted:
            ask()
        sent.append(len(counted))

    # A search asks who holds an office twice: for what it looks through, and what it shows; one ticket alone is shown
    # with its steps and with whether he can take it on.
    assert sent == [2, 3, 4]


def test_over_http_and_as_a_file_too(client, town, sofa):
    number, headers = sofa(), town.sign_in("volunteer-qian")
    answers = [client.get(f"/api/v1/tickets{rest}", headers=headers).text for rest in (
        f"/{number}", "?view=queue", "?view=queue&format=csv", "?view=queue&q=沙发")]

    assert [[secret for secret in MASKED if secret in answer] for answer in answers] == [[]] * 4
    assert [READ in answer for answer in answers] == [True, True, False, True]  # a file of a list has no excerpts
