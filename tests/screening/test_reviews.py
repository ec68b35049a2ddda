"""What is held waits in a list for the people of its place; one of them decides, and says why."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, NotFound, Stale
from service.feedback import actions as feedback
from service.feedback.workflow import State
from service.media.actions import remove_of
from service.notifications.models import Message
from service.organization.models import Role
from service.screening import actions, queries
from service.screening.actions.deciding import AlreadyDecided
from service.screening.models import CheckState
from service.town import cast
from tests.audited import told
from tests.screening.conftest import DOUBTFUL, visitor_sees


def _last_letter():
    return db.session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(1)).one()


def test_shown_by_a_person_everybody_reads_it(matters, nothing_sent):
    number, check_id = matters.held()
    with nothing_sent():
        matters.decided(check_id, show=True)

    assert matters.publicity(number) == "shown"
    assert matters.seen_by_visitors(number)["text"]
    assert matters.listed() == []


def test_hidden_by_a_person_nobody_reads_it_and_the_matter_goes_on(matters, life):
    number, check_id = matters.held()
    before = life.ticket(number).version
    with life.letters() as heard:
        matters.decided(check_id, show=False, reason="文字里有他人的姓名。")

    assert (matters.publicity(number), matters.seen_by_visitors(number), matters.listed()) == ("hidden", None, [])
    assert heard == [("li", "not_shown")]
    assert "原因：文字里有他人的姓名。这件事照常办理" in _last_letter().body
    assert (life.ticket(number).state, life.ticket(number).version) == (State.QUEUED, before)


def test_a_hidden_picture_is_named_and_the_text_stays(matters, look, life):
    number, (photo_id,) = matters.pictured()
    look()
    matters.judged(photo_id, "risky")
    with life.letters() as heard:
        matters.decided(matters.checks(photo_id=photo_id)[0].id, show=False)

    assert (heard, matters.publicity(number), visitor_sees(photo_id)) == ([("li", "not_shown")], "shown", False)
    assert _last_letter().body.startswith("您反映的事里的一张照片没有公开展示")


def test_a_shown_picture_is_seen(matters, look):
    _, (photo_id,) = matters.pictured()
    look()
    matters.judged(photo_id, "review")
    matters.decided(matters.checks(photo_id=photo_id)[0].id, show=True)

    assert visitor_sees(photo_id)


def test_who_spoke_for_an_elder_hears_it_in_his_place(matters, look, life):
    number = matters.shown(DOUBTFUL, by="zhang", on_behalf_of={"name": "陈老太"})
    look()
    with life.letters() as heard:
        matters.decided(matters.check(number).id, show=False, by="zhou")

    assert heard == [("zhang", "not_shown")]


def test_nobody_decides_on_what_he_brought(matters, look):
    number = matters.shown(DOUBTFUL, by="zhang", on_behalf_of={"name": "陈老太"})
    look()

    with pytest.raises(Forbidden) as refused:
        matters.decided(matters.check(number).id, show=True, by="zhang")
    assert refused.value.code == "own_content"


def test_nobody_decides_on_an_answer_to_his_own_matter(matters, look, life):
    number = matters.shown(by="li")
    look()
    matters.answered(number, "wang", text=DOUBTFUL)
    look()
    life.grant("li", Role.COMMUNITY_WORKER, "community")

    with pytest.raises(Forbidden):
        matters.decided(matters.listed()[0], show=True, by="li")


def test_the_first_decision_counts(matters):
    number, check_id = matters.held()
    matters.decided(check_id, show=False)

    with pytest.raises(AlreadyDecided):
        matters.decided(check_id, show=True, by="zhou")
    assert matters.publicity(number) == "hidden"


def test_who_saw_the_decision_may_turn_it_round(matters):
    number, check_id = matters.held()
    matters.decided(check_id, show=False)
    version = matters.check(number).version

    with pytest.raises(AlreadyDecided):
        matters.decided(check_id, show=False, by="zhou", seen=version)
    matters.decided(check_id, show=True, by="zhou", seen=version)
    assert (matters.publicity(number), matters.check(number).reason) == ("shown", None)


def test_who_saw_another_version_is_told(matters):
    number, check_id = matters.held()

    with pytest.raises(Stale):
        matters.decided(check_id, show=True, seen=1)
    assert matters.publicity(number) == "held"


def test_every_decision_stands_in_the_audit_log(matters):
    number, check_id = matters.held()
    matters.decided(check_id, show=False, reason="文字里有他人的姓名。")

    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()
    assert (entry.act, entry.subject, entry.actor_id) == (
        "content_hidden", f"ticket:{number}", matters.people.zhang.account_id)
    assert "姓名" not in str(told(entry))


@pytest.mark.parametrize("verb", [
    lambda number, matters: feedback.withdraw(number, by=matters.people.li),
    lambda number, matters: feedback.merge(number, by=matters.people.zhang, into=matters.life.submit(by="chen")),
    lambda number, matters: feedback.unpublish(number, by=matters.people.li)])
def test_what_needs_no_decision_any_more_leaves_the_list(matters, verb):
    number, check_id = matters.held()
    assert matters.listed() == [check_id]

    verb(number, matters)
    assert matters.listed() == []
    with pytest.raises(NotFound):
        matters.decided(check_id, show=True)
    assert matters.seen_by_visitors(number) is None


def test_a_matter_that_stands_for_itself_again_is_back_on_the_list(matters):
    number, check_id = matters.held()
    feedback.merge(number, by=matters.people.zhang, into=matters.life.submit(by="chen"))
    feedback.unmerge(number, by=matters.people.zhang)

    assert matters.listed() == [check_id]


def test_a_picture_that_is_gone_leaves_the_list(matters, look):
    number, (photo_id,) = matters.pictured()
    look()
    matters.judged(photo_id, "risky")
    assert len(matters.listed()) == 1

    remove_of("ticket", [matters.life.ticket(number).id])
    assert matters.listed() == []


def test_the_list_is_of_ones_places(matters):
    _, here = matters.held()
    _, there = matters.held(place_code=cast.NICKNAMES["other_community"])

    assert {name: matters.listed(name) for name in ("zhang", "zhou", "far", "wu", "zheng")} == {
        "zhang": [here], "zhou": [here], "far": [there], "wu": [here, there], "zheng": [here, there]}


def test_a_matter_moved_to_another_community_is_looked_at_there(matters):
    number, check_id = matters.held()
    feedback.transfer(number, by=matters.people.zhang, place_code=cast.NICKNAMES["other_community"], reason="归那边")

    assert (matters.listed("zhang"), matters.listed("far")) == ([], [check_id])


@pytest.mark.parametrize("name", ["li", "wang", "qian", "feng", "hu"])
def test_only_workers_and_who_stands_above_them_look(matters, name):
    _, check_id = matters.held()

    by = getattr(matters.people, name)

    with pytest.raises(Forbidden):
        queries.reviews(by, limit=1, cursor=None)
    for question in (lambda: queries.review(check_id, by), lambda: actions.decide(check_id, by=by, show=True)):
        with pytest.raises(NotFound):
            question()


def test_what_the_platform_has_not_held_is_nobodys_to_decide(matters, look):
    number, (photo_id,) = matters.pictured()
    check_id = matters.checks(photo_id=photo_id)[0].id
    for _state in (CheckState.WAITING, CheckState.PASSED):
        with pytest.raises(NotFound):
            matters.decided(check_id, show=False)
        look()
        matters.judged(photo_id, "pass")
    assert (matters.checks(id=check_id)[0].state, matters.publicity(number)) == (CheckState.PASSED, "shown")


def test_the_list_says_why_in_words_and_never_who(matters):
    matters.held("测试违规：" + "很长的话" * 40)

    item = queries.reviews(matters.people.zhang, limit=1, cursor=None).items[0]
    assert (item["what"], item["why_in_words"], len(item["excerpt"])) == ("诉求文字", "平台判定可能违规：时政", 80)
    assert not {"reporter", "account_id", "nickname"} & set(item)


def test_a_page_of_the_list_is_one_statement_however_long(matters, statements):
    ids = [matters.held()[1] for _ in range(5)]
    zhang, counts = matters.people.zhang, []
    for limit in (1, 4):
        with statements() as sent:
            page = queries.reviews(zhang, limit=limit, cursor=None)
        counts.append(len(sent))

    assert counts == [1, 1]
    assert ([item["id"] for item in page.items], page.next) == (ids[:4], str(ids[3]))
    assert [item["id"] for item in queries.reviews(zhang, limit=4, cursor=page.next).items] == ids[4:]


def test_the_list_can_be_had_as_a_file(matters, client, town):
    matters.held()

    file = client.get("/api/v1/reviews?format=csv", headers=town.sign_in("worker-zhang")).data.decode("utf-8-sig")
    assert file.splitlines()[0].split(",")[:4] == ["编号", "受理编号", "地点", "内容"]
    assert "平台判定可能违规：时政" in file.splitlines()[1]


@pytest.mark.parametrize("body", [{"show": False}, {"show": 0, "reason": "x"}, {"reason": "x"}])
def test_who_hides_it_says_why(matters, client, town, body):
    number, check_id = matters.held()

    answer = client.post(f"/api/v1/reviews/{check_id}/decision", json=body, headers=town.sign_in("worker-zhang"))
    assert (answer.status_code, matters.publicity(number)) == (422, "held")


def test_a_decision_over_http_names_its_review(matters, client, town):
    _, check_id = matters.held()

    answer = client.post(f"/api/v1/reviews/{check_id}/decision", json={"show": True},
                         headers=town.sign_in("worker-zhang") | {"If-Match": '"v2"'})
    assert (answer.status_code, answer.headers["Location"], answer.json["state"]) == (
        201, f"/api/v1/reviews/{check_id}", "shown")
