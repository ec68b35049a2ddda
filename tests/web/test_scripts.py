"""What a page's script sends and hears: pictures one by one, and the same forms, answered as JSON."""

import sqlalchemy as sa

from service.core.database import db
from service.feedback.models import Ticket
from service.media.models import Photo
from tests.web.browsing import values_of
from tests.web.pictures import no_photo, photo


def _token(page):
    return page.document.query("meta[name=csrf]")[0].attrs["content"]


def _bring(visitor, page, file, once="a-picture", **headers):
    stream, name = file
    return visitor.client.post("/photos", data={"file": (stream, name), "_once": once}, headers={
        "Accept": "application/json", "X-CSRF-Token": _token(page)} | headers)


def _send(visitor, page, path, **typed):
    values = dict(values_of(page.form(path))) | typed
    return visitor.client.post(path, data=values, headers={"Accept": "application/json"})


def test_a_picture_is_brought_by_itself_and_only_once(visit, town):
    visitor, path = visit("resident-li"), f"/q/{town.token('building_1')}"
    page = visitor.get(path)

    first, again = _bring(visitor, page, photo()), _bring(visitor, page, photo())

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert db.session.scalar(sa.select(sa.func.count(Photo.id))) == 1


def test_a_picture_needs_the_secret_of_the_page_and_somebody(visit, town):
    visitor, stranger, path = visit("resident-li"), visit(), f"/q/{town.token('building_1')}"
    page = visitor.get(path)

    forged = _bring(visitor, page, photo(), **{"X-CSRF-Token": "forged"})
    unknown = _bring(stranger, stranger.get(path), photo())

    assert (forged.status_code, forged.json["code"]) == (400, "form_expired")
    assert (unknown.status_code, unknown.json["code"]) == (401, "sign_in_first")


def test_what_is_no_picture_is_refused_with_the_reason(visit, town):
    visitor = visit("resident-li")

    answer = _bring(visitor, visitor.get(f"/q/{town.token('building_1')}"), no_photo())

    assert (answer.status_code, answer.json["code"]) == (415, "not_a_photo")


def test_a_picture_is_taken_back(visit, town):
    visitor = visit("resident-li")
    page = visitor.get(f"/q/{town.token('building_1')}")
    photo_id = _bring(visitor, page, photo()).json["id"]

    answer = visitor.client.post(f"/photos/{photo_id}/removal", headers={
        "Accept": "application/json", "X-CSRF-Token": _token(page)})

    assert answer.status_code == 200
    assert db.session.scalar(sa.select(sa.func.count(Photo.id))) == 0


def test_a_script_hears_where_the_form_leads_the_second_time_too(visit, town):
    visitor, path = visit("resident-li"), f"/q/{town.token('building_1')}"
    page = visitor.get(path)
    photo_id = _bring(visitor, page, photo()).json["id"]

    first, again = (_send(visitor, page, path, text="灯坏了。", photos=photo_id) for _ in range(2))

    ticket = db.session.scalars(sa.select(Ticket)).one()
    assert first.json == again.json == {"leads_to": f"/tickets/{ticket.number}"}
    assert first.headers["Cache-Control"] == "private, no-store"
    assert ticket.photo_count == 1


def test_a_script_is_told_what_was_wrong(visit, town):
    visitor, path = visit("resident-li"), f"/q/{town.token('building_1')}"

    answer = _send(visitor, visitor.get(path), path, text="灯" * 4001)

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["fields"] == {"text": ["最多 4000 个字，现在有 4001 个字。"]}
