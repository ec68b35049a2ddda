"""Nothing is kept that nobody uses, and no file outlives its row, whatever breaks in between."""

import threading
from io import BytesIO
from pathlib import Path

import pytest

from service.accounts import actions as accounts
from service.accounts.queries import my_data
from service.core.database import atomic
from service.core.errors import Invalid
from service.media import actions
from service.media.actions import sweeping
from service.media.models import DoomedFile, Photo


@pytest.fixture
def attach(town):
    """Hang a picture of resident-li's on ticket 1."""
    return lambda photo: actions.attach([photo.id], owner_id=photo.owner_id, to="ticket", attached_id=1)


def _sweep():
    return actions.remove_loose(), actions.delete_doomed()


def test_a_picture_nobody_used_goes_after_a_day(bring, store, a_day_later):
    photo = bring()
    a_day_later()

    assert _sweep() == (1, 2)
    assert not store.has(photo.key) and not store.has(photo.thumbnail_key)


def test_a_picture_younger_than_a_day_stays(bring, store, a_day_later):
    photo = bring()
    a_day_later(seconds=-60)

    assert _sweep() == (0, 0)
    assert store.has(photo.key) and store.has(photo.thumbnail_key)


def test_a_used_picture_stays_however_old(bring, attach, store, a_day_later):
    photo = bring()
    attach(photo)
    a_day_later(days=365)

    assert _sweep() == (0, 0)
    assert store.has(photo.key)


def test_more_pictures_than_a_sweep_takes_at_once_go_too(bring, a_day_later, monkeypatch, nothing_kept):
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    for _ in range(4):
        bring()
    a_day_later()

    assert _sweep() == (4, 8)
    assert nothing_kept()


def test_the_pictures_of_a_removed_ticket_lose_their_files(bring, attach, store, nothing_kept):
    photo = bring()
    attach(photo)

    assert actions.remove_of("ticket", [1]) == 1
    actions.delete_doomed()

    assert not store.has(photo.key) and not store.has(photo.thumbnail_key)
    assert nothing_kept()


def test_a_file_left_by_a_crash_after_its_row_went_is_swept(bring, store, town):
    photo = bring()
    actions.take_back(photo.id, by=town.actor("resident-li"))
    assert store.has(photo.key), "the crash: the row is gone, nobody has deleted the file yet"

    actions.delete_doomed()

    assert not store.has(photo.key) and not store.has(photo.thumbnail_key)


def test_a_removal_that_does_not_happen_deletes_no_file(bring, store, count):
    photo = bring()

    with pytest.raises(RuntimeError), atomic():
        actions.remove_loose_of(photo.owner_id)
        raise RuntimeError("something later in the transaction fails")
    actions.delete_doomed()

    assert store.has(photo.key) and count(Photo) == 1


def test_a_sweep_that_broke_off_after_a_file_is_finished_by_the_next(bring, store, town, nothing_kept):
    photo = bring()
    actions.take_back(photo.id, by=town.actor("resident-li"))
    store.delete(photo.key)

    assert actions.delete_doomed() == 2
    assert nothing_kept()


def test_files_of_an_upload_that_broke_off_are_swept_after_a_day(town, picture, store, a_day_later, count):
    received = actions.receive(BytesIO(picture()))
    assert store.has(received.key), "the crash: both files are stored, the row was never written"

    a_day_later()
    actions.delete_doomed()

    assert not store.has(received.key) and not store.has(received.thumbnail_key)
    assert count(DoomedFile) == 0


def test_files_of_an_upload_on_its_way_are_left_alone(town, picture, store):
    received = actions.receive(BytesIO(picture()))

    assert actions.delete_doomed() == 0
    assert store.has(received.key)
    assert actions.keep(received, by=town.actor("resident-li")).key == received.key


def test_a_file_that_cannot_be_deleted_waits_and_holds_up_no_other(bring, store, app, count):
    stuck, other = bring(), bring()
    actions.remove_loose_of(stuck.owner_id)
    path = Path(app.config["DATA_DIR"], "photos", stuck.key)
    path.unlink()
    path.mkdir()

    assert actions.delete_doomed() == 3
    assert count(DoomedFile) == 1 and not store.has(other.key)

    path.rmdir()
    assert actions.delete_doomed() == 1


def test_two_sweeps_at_once_do_no_harm(run_together, bring, a_day_later, nothing_kept):
    for _ in range(6):
        bring()
    a_day_later()

    results = run_together([_sweep, _sweep, _sweep])
    actions.delete_doomed()

    assert sum(removed for removed, _ in results) == 6
    assert nothing_kept()


def test_a_picture_attached_while_the_sweep_comes_by_keeps_its_files(run_together, bring, a_day_later, count,
                                                                    store):
    photo = bring()
    photo_id, owner_id, key = photo.id, photo.owner_id, photo.key
    a_day_later()
    attached, swept = threading.Event(), threading.Event()

    def _attach():
        with atomic():
            actions.attach([photo_id], owner_id=owner_id, to="ticket", attached_id=1)
            attached.set()
            swept.wait(0.5)

    def _come_by():
        attached.wait(5)
        try:
            return _sweep()
        finally:
            swept.set()

    assert run_together([_attach, _come_by]) == [None, (0, 0)]
    assert (count(Photo), count(DoomedFile), store.has(key)) == (1, 0, True)


def test_a_swept_picture_cannot_be_attached(bring, attach, a_day_later):
    photo = bring()
    a_day_later()
    actions.remove_loose()

    with pytest.raises(Invalid):
        attach(photo)


def test_who_leaves_takes_his_unused_pictures_along(town, bring, attach, count, store):
    used, unused, foreign = bring(), bring(), bring("resident-chen")
    attach(used)

    accounts.erase(by=town.actor("resident-li"))
    actions.delete_doomed()

    assert [store.has(photo.key) for photo in (used, unused, foreign)] == [True, False, True]


def test_who_asks_for_his_data_hears_of_his_pictures(town, bring, attach):
    used, unused = bring(), bring()
    bring("resident-chen")
    attach(used)

    held = my_data(town.account("resident-li").id)["photos"]

    assert {row["id"]: row["attached_to"] for row in held} == {used.id: "ticket", unused.id: None}
    assert held[0].keys() == {"id", "width", "height", "size", "attached_to", "created_at"}


def test_the_command_says_first_and_sweeps_then(bring, town, command, a_day_later, count):
    bring()
    actions.take_back(bring().id, by=town.actor("resident-li"))
    a_day_later()

    said = command("media", "sweep", "--dry-run")
    assert (said, count(Photo), count(DoomedFile)) == ("unused pictures: 1\nfiles: 4\n", 1, 2)

    assert command("media", "sweep") == said
    assert (count(Photo), count(DoomedFile)) == (0, 0)


def test_the_sweeps_run_by_themselves(app):
    assert app.extensions["periodic"]["loose_photos"] is actions.remove_loose
    assert app.extensions["periodic"]["doomed_files"] is actions.delete_doomed
