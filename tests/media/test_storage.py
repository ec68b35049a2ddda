"""Pictures lie under names nobody can guess, whole or not at all, and never outside their folder."""

import os
import re

import pytest

from service.media.storage import BadKey, LocalFolder, new_key, ready


@pytest.fixture
def folder(tmp_path) -> LocalFolder:
    return LocalFolder(tmp_path / "photos")


def _files(root) -> list:
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_is_put_can_be_opened(folder):
    key = new_key()
    folder.put(key, b"picture")

    with folder.open(key) as file:
        assert file.read() == b"picture"


def test_a_missing_picture_is_a_missing_key(folder):
    with pytest.raises(KeyError):
        folder.open(new_key())


def test_a_deleted_picture_is_gone_and_may_be_deleted_again(folder):
    key = new_key()
    folder.put(key, b"picture")

    folder.delete(key)
    folder.delete(key)

    with pytest.raises(KeyError):
        folder.open(key)


def test_keys_cannot_be_guessed():
    keys = {new_key() for _ in range(1000)}

    assert len(keys) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[A-Za-z0-9_-]{32,}\.jpg", key) for key in keys)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../../etc/passwd",
        "ab/cd/../../../" + "x" * 40 + ".jpg",
        "/ab/cd/" + "x" * 40 + ".jpg",
        "ab/cd/" + "x" * 31 + ".jpg",
        "ab/cd/" + "x" * 40 + ".jpg\n",
        "ab/cd/" + "x" * 40 + ".jpg/..",
        "ab/cd/" + "x" * 20 + "\0" + "x" * 20 + ".jpg",
        "../cd/" + "x" * 40 + ".jpg",
        "ab\\cd\\" + "x" * 40 + ".jpg",
        "ab/cd/" + "x" * 40 + ".html",
        "ab/cd/" + "图" * 40 + ".jpg",
    ],
)
def test_a_key_that_was_not_made_here_is_refused(folder, key):
    for use in (lambda: folder.put(key, b"x"), lambda: folder.open(key), lambda: folder.delete(key)):
        with pytest.raises(BadKey):
            use()


def test_a_write_that_fails_leaves_the_old_picture_and_no_draft(folder, tmp_path, monkeypatch):
    key = new_key()
    folder.put(key, b"old")

    def _full_disk(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", _full_disk)
    with pytest.raises(OSError, match="No space left"):
        folder.put(key, b"new")

    assert [path.read_bytes() for path in _files(tmp_path)] == [b"old"]


def test_a_picture_appears_under_its_name_only_when_it_is_on_the_disk(folder, tmp_path, monkeypatch):
    key, seen, truly_sync = new_key(), [], os.fsync

    def _watched(descriptor):
        seen.append((tmp_path / "photos" / key).exists())
        truly_sync(descriptor)

    monkeypatch.setattr(os, "fsync", _watched)
    folder.put(key, b"picture")

    assert seen == [False, True]  # first the content, then, once renamed, the folder that holds the name


def test_only_the_service_may_read_the_pictures(folder, tmp_path):
    folder.put(new_key(), b"picture")

    assert [path.stat().st_mode & 0o077 for path in _files(tmp_path)] == [0]


def test_a_folder_that_takes_pictures_is_ready_and_left_clean(folder, tmp_path):
    assert ready(folder) is True
    assert _files(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_not_ready(tmp_path):
    (tmp_path / "occupied").write_text("a file where the folder should be")

    assert ready(LocalFolder(tmp_path / "occupied")) is False


def test_a_disk_that_forgets_what_it_was_given_is_not_ready(folder, monkeypatch):
    monkeypatch.setattr(os, "replace", lambda draft, path: os.unlink(draft))

    assert ready(folder) is False
