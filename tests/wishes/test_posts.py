"""Standing posts: who sets them up, who takes a seat, never more than there are."""

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound, Stale, WrongMoment
from service.organization.models import Role
from service.wishes.actions import arranging
from service.wishes.actions.arranging import PostFull
from service.wishes.models import Post
from service.wishes.queries import posts


@pytest.mark.parametrize(("name", "place"), [
    ("zhang", "community"), ("zhang", "building_1"), ("hu", "courtyard_1"), ("lin", "village"),
    ("lin", "courtyard_2")])
def test_workers_leads_and_secretaries_set_posts_up_in_their_places(life, name, place):
    assert life.post(by=name, place=place)


@pytest.mark.parametrize(("name", "place"), [
    ("zhang", "other_community"), ("hu", "courtyard_2"), ("hu", "village"), ("lin", "community"), ("wang", "compound"),
    ("wu", "community"), ("feng", "community"), ("li", "compound")])
def test_others_and_elsewhere_they_do_not(life, name, place):
    with pytest.raises(Forbidden):
        life.post(by=name, place=place)


def test_a_post_stands_at_a_community_or_below(life):
    with pytest.raises(Invalid) as refused:
        life.post(place="town")

    assert refused.value.code == "place_too_wide"


def test_members_take_seats_until_none_is_left(life):
    post_id = life.post(seats=2)
    third, = life.newcomers(1)
    arranging.take_seat(post_id, by=life.wang)
    arranging.take_seat(post_id, by=life.zhao)

    with pytest.raises(PostFull) as refused:
        arranging.take_seat(post_id, by=third)

    assert (refused.value.code, refused.value.extra["seats"]) == ("post_full", 2)
    assert life.seated(post_id) == life.ids("wang", "zhao")


def test_a_seat_that_was_left_is_free_again(life):
    post_id = life.post(seats=1)
    arranging.take_seat(post_id, by=life.wang)

    arranging.leave_seat(post_id, by=life.wang)
    arranging.take_seat(post_id, by=life.zhao)

    assert life.seated(post_id) == life.ids("zhao")


def test_nobody_sits_twice_on_one_post(life):
    post_id = arranging.take_seat(life.post(), by=life.wang).id

    with pytest.raises(WrongMoment):
        arranging.take_seat(post_id, by=life.wang)


@pytest.mark.parametrize(("name", "refusal"), [("sun", NotFound), ("li", NotFound), ("qian", NotFound),
                                               ("zhang", Forbidden), ("wu", Forbidden)])
def test_only_members_of_the_community_take_seats(life, name, refusal):
    with pytest.raises(refusal):
        arranging.take_seat(life.post(), by=getattr(life, name))


def test_who_has_no_seat_cannot_leave_one(life):
    with pytest.raises(Forbidden):
        arranging.leave_seat(life.post(), by=life.wang)


def test_a_closed_post_ends_its_seats_and_they_hear(life):
    post_id = arranging.take_seat(life.post(), by=life.wang).id

    life.change(post_id, open=False)

    assert (life.seated(post_id), life.letters("post_closed")) == ([], life.ids("wang"))
    with pytest.raises(WrongMoment):
        arranging.take_seat(post_id, by=life.wang)
    with pytest.raises(NotFound):
        arranging.take_seat(post_id, by=life.zhao)


def test_a_closed_post_can_be_opened_again(life):
    post_id = life.post()
    life.change(post_id, open=False)

    life.change(post_id, open=True)

    assert arranging.take_seat(post_id, by=life.wang).open


def test_seats_are_not_taken_away_from_under_people(life):
    post_id = life.post()
    arranging.take_seat(post_id, by=life.wang)
    arranging.take_seat(post_id, by=life.zhao)

    with pytest.raises(Invalid) as refused:
        life.change(post_id, seats=1)

    assert list(refused.value.extra["fields"]) == ["seats"]


def test_fewer_seats_than_a_number_in_use_still_fill_up(life):
    post_id, (third,) = life.post(seats=3), life.newcomers(1)
    for one in (life.wang, life.zhao, third):
        arranging.take_seat(post_id, by=one)
    arranging.leave_seat(post_id, by=life.wang)
    arranging.leave_seat(post_id, by=life.zhao)

    life.change(post_id, seats=2)
    arranging.take_seat(post_id, by=life.zhao)

    with pytest.raises(PostFull):
        arranging.take_seat(post_id, by=life.wang)


def test_only_who_may_set_it_up_changes_it_and_only_as_he_saw_it(life):
    post_id = life.post()

    with pytest.raises(Forbidden):
        life.change(post_id, by="wang")
    with pytest.raises(Stale):
        life.change(post_id, seen=9)
    assert life.change(post_id, title="晨间巡楼", seen=1).version == 2


def test_who_loses_his_grant_leaves_his_seat(life):
    post_id = arranging.take_seat(life.post(), by=life.wang).id

    life.revoke("wang", Role.PARTY_MEMBER)

    assert life.seated(post_id) == []


def test_who_sits_there_is_shown_to_who_looks_after_the_place(life):
    post_id = arranging.take_seat(life.post(), by=life.wang).id

    assert posts.seen_by(post_id, life.zhang)["holders"] == ["王师傅"]
    assert (posts.seen_by(post_id, life.zhao)["holders"], posts.seen_by(post_id, life.zhao)["seats_taken"]) == ([], 1)


@pytest.mark.parametrize(("name", "seated", "permitted"), [
    ("wang", True, ["leave_seat", "log_turn"]), ("zhao", False, ["take_seat"]), ("zhang", False, ["edit"])])
def test_a_post_says_what_may_be_done(life, name, seated, permitted):
    post_id = arranging.take_seat(life.post(), by=life.wang).id

    shown = posts.seen_by(post_id, getattr(life, name))

    assert (shown["seated"], shown["permitted"]) == (seated, permitted)


def test_what_is_opened_is_what_some_list_holds(life):
    made = [life.post(), life.post(by="hu", place="courtyard_1"), life.post(by="far", place="other_community"),
            arranging.take_seat(life.post(), by=life.wang).id]
    life.change(made[-1], open=False)
    for name in ("li", "zhang", "far", "wang", "zhao", "sun", "qian", "wu", "feng", "hu", "lin"):
        by = getattr(life, name)
        listed = {item["id"] for view in ("mine", "open", "place")
                  for item in posts.posts(by, view=view, limit=100, cursor=None).items}
        opened = {one for one in made if _is_seen(one, by)}

        assert opened == listed | ({made[-1]} if name == "wang" else set()), name  # he once sat there


def _is_seen(post_id, by):
    try:
        return bool(posts.seen_by(post_id, by))
    except NotFound:
        return False


def test_a_page_of_posts_costs_one_statement(life, statements):
    for _ in range(5):
        arranging.take_seat(life.post(), by=life.wang)
    zhang = life.zhang
    with statements() as sent:
        page = posts.posts(zhang, view="place", limit=100, cursor=None)

    assert (len(sent), [item["seats_taken"] for item in page.items]) == (1, [1] * 5)


def test_a_membership_that_ended_meanwhile_takes_no_seat(life):
    post_id, wang = life.post(), life.wang
    life.revoke("wang", Role.PARTY_MEMBER)

    with pytest.raises(NotFound):
        arranging.take_seat(post_id, by=wang)


def test_a_post_names_nobody_and_who_writes_it_sees_how_it_could_read(life):
    with pytest.raises(Invalid) as refused:
        life.post(description="联系张师傅，13800138000，在2号楼101室")

    assert (refused.value.code, refused.value.extra["fields"]) == ("persons_left", {
        "description": ["里面像是有姓名、手机号，大家都看得到，请改成：联系张*，***，在2号楼101室"]})


def test_a_changed_post_names_nobody_either(life):
    post_id = life.post()

    with pytest.raises(Invalid):
        life.change(post_id, title="找李阿姨")


def test_a_post_from_before_is_read_masked(life):
    post_id = life.post()
    with atomic():
        db.session.execute(sa.update(Post).values(title="找李阿姨", times="打13800138000"))

    shown = [posts.seen_by(post_id, life.wang), *posts.posts(life.wang, view="open", limit=9, cursor=None).items]
    assert [(item["title"], item["times"]) for item in shown] == [("找李*", "打***")] * 2
