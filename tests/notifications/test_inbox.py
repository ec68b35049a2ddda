"""Everybody reads his own messages, newest first, whether they were pushed or not."""

import pytest

from service.core import clock
from service.core.errors import Invalid, NotFound
from service.notifications import actions, queries


def _page(actor, *, unread=False, limit=20, cursor=None):
    return queries.inbox(actor, unread=unread, limit=limit, cursor=cursor)


def _ids(page):
    return [row.id for row in page.items]


def test_the_newest_message_comes_first_and_only_ones_own(town, write):
    first, second = write(), write()
    write("resident-chen")

    assert _ids(_page(town.actor("resident-li"))) == [second, first]


def test_pages_follow_one_another_without_gap_or_repetition(town, write):
    written = [write() for _ in range(5)]
    li, seen, cursor = town.actor("resident-li"), [], None

    for _ in range(3):
        page = _page(li, limit=2, cursor=cursor)
        seen, cursor = seen + _ids(page), page.next
        write()  # what arrives meanwhile does not move the pages

    assert seen == written[::-1] and cursor is None


def test_a_last_page_that_is_just_full_says_so(town, write):
    for _ in range(2):
        write()

    assert _page(town.actor("resident-li"), limit=2).next is None


@pytest.mark.parametrize("cursor", ["x", "aWQ6", "aWQ6LTE", "aWQ6MSBPUiAx", "中文", "aWQ6" + "OTk5" * 20])
def test_a_made_up_cursor_is_refused(town, cursor):
    with pytest.raises(Invalid):
        _page(town.actor("resident-li"), cursor=cursor)


def test_a_page_is_one_statement(town, write, statements):
    for _ in range(5):
        write()
    li = town.actor("resident-li")

    with statements() as sent:
        _page(li, limit=3)

    assert len(sent) == 1


def test_unread_leaves_out_what_was_read(town, write):
    first, second = write(), write()
    li = town.actor("resident-li")
    actions.read(second, by=li)

    assert _ids(_page(li, unread=True)) == [first] and _ids(_page(li)) == [second, first]


def test_the_first_reading_counts(town, write):
    message_id, li = write(), town.actor("resident-li")
    before = clock.now()

    first = actions.read(message_id, by=li)
    again = actions.read(message_id, by=li)

    assert before <= first.read_at <= clock.now() and again.read_at == first.read_at


def test_another_persons_message_is_not_found_and_stays_unread(town, write, message):
    message_id = write()

    with pytest.raises(NotFound):
        actions.read(message_id, by=town.actor("worker-zhang"))

    assert message(message_id).read_at is None


def test_the_inbox_over_http(town, client, write):
    for _ in range(3):
        write(title="已接单", subject="CS-9")
    headers = town.sign_in("resident-li")

    answer = client.get("/api/v1/me/inbox?limit=2", headers=headers)
    rest = client.get(answer.json["next"], headers=headers)

    assert (answer.status_code, rest.status_code) == (200, 200)
    assert (len(answer.json["items"]), len(rest.json["items"]), rest.json["next"]) == (2, 1, None)
    item = answer.json["items"][0]
    assert set(item) == {"id", "kind", "title", "body", "subject", "created_at", "read_at"}
    assert (item["title"], item["subject"], item["read_at"]) == ("已接单", "CS-9", None)
    assert item["created_at"].endswith("+00:00")


def test_reading_over_http(town, client, write):
    message_id, headers = write(), town.sign_in("resident-li")

    answer = client.post(f"/api/v1/me/inbox/{message_id}/read", headers=headers)

    assert answer.status_code == 200 and answer.json["read_at"] is not None
    assert client.get("/api/v1/me/inbox?unread=true", headers=headers).json["items"] == []


def test_reading_another_persons_message_over_http_is_404(town, client, write):
    answer = client.post(f"/api/v1/me/inbox/{write()}/read", headers=town.sign_in("resident-chen"))

    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "unread=perhaps", "page=2"])
def test_a_wrong_query_is_named(town, client, query):
    answer = client.get(f"/api/v1/me/inbox?{query}", headers=town.sign_in("resident-li"))

    assert answer.status_code == 422 and query.partition("=")[0] in answer.json["fields"]


@pytest.mark.parametrize(("method", "path"), [("get", "/me/inbox"), ("post", "/me/inbox/1/read")])
def test_strangers_are_not_let_in(client, method, path):
    assert getattr(client, method)(f"/api/v1{path}").status_code == 401


def test_all_up_to_one_are_read_and_nothing_later_or_anothers(town, write):
    write()
    last, anothers, later = write(), write("resident-chen"), write()

    actions.read_all(last, by=town.actor("resident-li"))

    assert _ids(_page(town.actor("resident-li"), unread=True)) == [later]
    assert _ids(_page(town.actor("resident-chen"), unread=True)) == [anothers]
