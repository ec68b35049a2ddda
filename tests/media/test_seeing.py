"""A picture is seen by whoever may see what it hangs on, through links that soon end."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from service.core.errors import NotFound
from service.core.keys import KeyRing
from service.feedback import actions as feedback
from service.feedback.queries import opening
from service.media import actions, queries
from service.media.models import Photo
from service.town.cast import PEOPLE
from tests.looking import everything_is_looked_at

NOON = datetime(2026, 11, 23, 4, 0, 0, tzinfo=UTC)


@pytest.fixture
def links(bring, time_machine):
    """`links(NOON)`: the links of a picture shown at this moment, when time stands still."""
    def at(moment):
        time_machine.move_to(moment, tick=False)
        return queries.shown(bring())
    return at


def _sees(photo, by) -> bool:
    try:
        return queries.photo(photo.id, by).id == photo.id
    except NotFound:
        return False


def _sees_ticket(ticket, by) -> bool:
    try:
        return opening.read(ticket.number, by)[1]
    except NotFound:
        return False


@pytest.mark.parametrize("which", ["url", "thumbnail_url"])
def test_a_link_works_for_ten_minutes_and_one_for_the_clocks(client, links, time_machine, which):
    link = links(NOON)[which]

    time_machine.shift(659)
    assert client.get(link).status_code == 200

    time_machine.shift(1)
    refused = client.get(link)
    assert (refused.status_code, refused.json["code"]) == (403, "link_expired")


def test_a_link_given_within_a_minute_lives_no_longer(client, links, time_machine):
    link = links(NOON.replace(second=59))["url"]

    time_machine.shift(599)
    assert client.get(link).status_code == 200
    time_machine.shift(2)
    assert client.get(link).status_code == 403


@pytest.mark.parametrize(("hours", "status"), [(-3, 200), (-24 * 30, 403)])
def test_a_clock_set_back_breaks_no_link_and_lets_none_live_for_ever(client, links, time_machine, hours, status):
    link = links(NOON)["url"]

    time_machine.shift(3600 * hours)

    assert client.get(link).status_code == status


def test_a_link_under_a_key_of_another_host_can_be_opened_soon(client, links, app, monkeypatch):
    link = links(NOON)["url"]
    monkeypatch.setitem(app.extensions, "signing_keys", KeyRing({"next": b"k" * 32}))

    answer = client.get(link)

    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "unknown_key", "30")


def test_a_link_to_no_picture_says_nothing_of_keys(client, links):
    link = links(NOON)["url"].replace("signature=test.", "signature=next.")
    picture = link.split("/")[4]

    answer = client.get(link.replace(picture, "0" * 32))

    assert (answer.status_code, answer.json["code"]) == (403, "link_invalid")


def test_a_page_asked_again_has_the_same_links(bring, time_machine):
    photo = bring()
    time_machine.move_to(NOON, tick=False)
    before = queries.shown(photo)
    time_machine.shift(59)

    assert queries.shown(photo) == before


@pytest.mark.parametrize(("old", "new"), [("signature=test.", "signature=test.A"), ("signature=", "x="),
                                          ("expires=1", "expires=2"), ("/picture?", "/thumbnail?")])
def test_an_altered_link_opens_nothing(client, links, old, new):
    link = links(NOON)["url"]
    assert old in link

    answer = client.get(link.replace(old, new).replace("x=", "signature=&expires=0&signature="))

    assert (answer.status_code, answer.json["code"]) == (403, "link_invalid")


def test_without_a_signature_nothing_is_shown(client, links):
    answer = client.get(links(NOON)["url"].partition("?")[0])

    assert (answer.status_code, answer.json["code"]) == (403, "link_invalid")


def test_a_link_opens_no_other_picture(client, bring):
    one, other = bring(), bring()

    answer = client.get(queries.shown(one)["url"].replace(one.id, other.id))

    assert (answer.status_code, answer.json["code"]) == (403, "link_invalid")


def test_the_thumbnail_is_small_and_the_picture_is_not(client, bring):
    links = queries.shown(bring())

    sizes = [Image.open(BytesIO(client.get(links[which]).data)).size for which in ("url", "thumbnail_url")]
    assert sizes == [(640, 480), (320, 240)]


def test_a_picture_is_sent_as_nothing_but_a_picture(client, bring):
    headers = client.get(queries.shown(bring())["url"]).headers

    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Cache-Control"] == "private, max-age=600"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_link_to_a_removed_picture_is_empty(client, bring, town):
    photo = bring()
    link = queries.shown(photo)["url"]
    actions.take_back(photo.id, by=town.actor("resident-li"))

    assert client.get(link).status_code == 404


def test_a_link_to_a_lost_file_is_empty(client, bring, store):
    photo = bring()
    store.delete(photo.key)

    assert client.get(queries.shown(photo)["url"]).status_code == 404


def test_a_loose_picture_is_its_owners(client, town, bring):
    address = f"/api/v1/photos/{bring('resident-li').id}"

    answers = [client.get(address, headers=headers).status_code for headers in (
        town.sign_in("resident-li"), town.sign_in("resident-chen"), town.sign_in("worker-zhang"), {})]
    assert answers == [200, 404, 404, 401]


@pytest.mark.parametrize("photo_id", ["a%00b", "0" * 32, "x" * 999, "图"])
def test_an_unknown_picture_is_not_found(client, town, photo_id):
    for method in (client.get, client.delete):
        assert method(f"/api/v1/photos/{photo_id}", headers=town.sign_in("resident-li")).status_code == 404


@pytest.mark.parametrize("public", [False, True])
def test_the_pictures_of_a_ticket_are_seen_by_whom_the_ticket_is_seen(town, bring, submit, public):
    photo = bring()
    ticket = submit([photo], public=public)
    everything_is_looked_at()

    everybody = {person.name: town.actor(person.name) for person in PEOPLE} | {"visitor": None}
    seeing = {name for name, actor in everybody.items() if _sees(photo, actor)}

    full = {name for name, actor in everybody.items() if _sees_ticket(ticket, actor)}
    assert seeing == (set(everybody) if public else full)
    assert {"resident-li", "worker-zhang"} <= full and not {"worker-far", "resident-chen", "visitor"} & full


def test_a_former_holder_sees_the_pictures_no_more(town, bring, submit):
    photo = bring()
    ticket = submit([photo])
    worker, member = town.actor("worker-zhang"), town.actor("member-wang")
    feedback.transfer(ticket.number, by=worker, queue="party_member", reason="请楼栋党员看看")
    feedback.claim(ticket.number, by=member)
    assert _sees(photo, member)

    feedback.release(ticket.number, by=member, reason="需要换线路")
    feedback.transfer(ticket.number, by=town.actor("supervisor-wu"), queue="community", reason="由社区办理")

    assert not _sees(photo, member)
    assert _sees(photo, worker)


def test_a_loose_picture_can_be_taken_back(client, town, bring, count):
    answer = client.delete(f"/api/v1/photos/{bring().id}", headers=town.sign_in("resident-li"))

    assert (answer.status_code, count(Photo)) == (204, 0)


@pytest.mark.parametrize(("name", "status", "code"), [
    ("resident-li", 409, "photo_in_use"), ("worker-zhang", 403, "forbidden"),
    ("worker-far", 404, "not_found")])
def test_a_used_picture_stays(client, town, bring, submit, count, name, status, code):
    photo = bring()
    submit([photo])

    answer = client.delete(f"/api/v1/photos/{photo.id}", headers=town.sign_in(name))

    assert (answer.status_code, answer.json["code"], count(Photo)) == (status, code, 1)


def test_nobody_takes_back_a_strangers_loose_picture(client, town, bring, count):
    answer = client.delete(f"/api/v1/photos/{bring().id}", headers=town.sign_in("resident-chen"))

    assert (answer.status_code, count(Photo)) == (404, 1)


def test_only_ones_own_unused_pictures_are_shown_again_in_their_order(town, bring, submit):
    first, second, used, anothers = bring(), bring(), bring(), bring("resident-chen")
    submit([used])

    shown = queries.loose_of([second.id, anothers.id, used.id, first.id, "0" * 32], town.actor("resident-li"))

    assert [each["id"] for each in shown] == [second.id, first.id]
