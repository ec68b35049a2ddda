"""A picture comes in whole, clean and once, or not at all."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from service import create_app
from service.core.database import db
from service.core.errors import Unavailable
from service.media import actions
from service.media.models import DoomedFile, Photo
from service.media.storage import LocalFolder
from tests.databases import settings

MEGABYTE = 1024 * 1024


@pytest.fixture
def decoded(monkeypatch):
    """For every picture decoded: whether a transaction was open meanwhile."""
    seen, truly_open = [], Image.open

    def _watched(*args, **kw):
        seen.append(bool(db.session().info.get("atomic")))
        return truly_open(*args, **kw)
    monkeypatch.setattr(Image, "open", _watched)
    return seen


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_is_taken(upload, picture, kind):
    answer = upload(picture(kind))

    assert answer.status_code == 201
    assert answer.json.keys() == {"id", "width", "height", "url", "thumbnail_url"}
    assert (answer.json["width"], answer.json["height"]) == (640, 480)


def test_what_was_created_says_where_it_is(upload, client, town):
    answer = upload()

    found = client.get(answer.headers["Location"], headers=town.sign_in("resident-li"))
    assert found.json["id"] == answer.json["id"]


@pytest.mark.parametrize("which", ["url", "thumbnail_url"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_is_shown_tells_neither_place_nor_maker(upload, client, picture, kind, which):
    assert Image.open(BytesIO(picture(kind))).getexif()

    shown = Image.open(BytesIO(client.get(upload(picture(kind)).json[which]).data))

    assert (shown.format, dict(shown.getexif()), shown.info.get("icc_profile")) == ("JPEG", {}, None)


@pytest.mark.parametrize("data", [b"just a text", b"<svg/>", b"\xff\xd8\xff broken", b""])
def test_what_is_no_photo_is_refused(upload, nothing_kept, data):
    answer = upload(data)

    assert (answer.status_code, answer.json["code"]) == (415, "not_a_photo")
    assert nothing_kept()


@pytest.mark.parametrize("size", [10 * MEGABYTE + 1, 12 * MEGABYTE])
def test_a_file_over_ten_megabytes_is_refused(upload, picture, nothing_kept, size):
    answer = upload(picture().ljust(size, b"\0"))

    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert nothing_kept()


def test_a_picture_with_too_many_pixels_is_refused(upload):
    chunks = [b"IHDR" + struct.pack(">IIBBBBB", 19000, 19000, 8, 2, 0, 0, 0), b"IDAT"]

    answer = upload(b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks))

    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_the_file_must_be_there(client, town):
    for body in ({"data": {}}, {"data": {"file": "a text"}}, {"json": {"file": "x"}},
                 {"data": {"file": (BytesIO(b""), "")}}):
        answer = client.post("/api/v1/photos", headers=town.sign_in("resident-li"), **body)

        assert (answer.status_code, list(answer.json["fields"])) == (422, ["file"])


def test_one_file_at_a_time(upload, picture):
    answer = upload(file=[(BytesIO(picture()), "one"), (BytesIO(picture()), "two")])

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["file"])


def test_an_unknown_part_is_refused_and_not_ignored(upload, picture):
    for extra in ("a text", (BytesIO(picture()), "photo")):
        answer = upload(other=extra)

        assert (answer.status_code, list(answer.json["fields"])) == (422, ["other"])


def test_only_the_signed_in_may_bring_a_photo(client, town, picture):
    answer = client.post("/api/v1/photos", data={"file": (BytesIO(picture()), "photo")})

    assert answer.status_code == 401


@pytest.fixture(params=["photo.account", "photo.address"])
def limited(request, tmp_path):
    """An application of its own that takes two pictures a day of an account, or from an address."""
    app = create_app(settings(f"sqlite:///{tmp_path}/limited.db", tmp_path, RATE_LIMITS_ENABLED=True,
                              RATE_LIMITS={request.param: "2/day"}))
    with app.app_context():
        db.create_all()
        yield app.test_client()
        db.engine.dispose()


def test_too_many_uploads_are_refused_before_they_are_decoded(limited, picture, decoded):
    token = limited.post("/api/v1/sessions/wechat", json={"code": "new:somebody"}).json["access_token"]

    answers = [limited.post("/api/v1/photos", headers={"Authorization": f"Bearer {token}"},
                            data={"file": (BytesIO(picture()), "photo")}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0 and len(decoded) == 2


def test_the_same_key_uploads_once(upload, count):
    first, again = upload(key="k1"), upload(key="k1")  # each with a boundary of its own, as every client does

    assert (again.status_code, again.json, again.headers["Idempotent-Replay"]) == (201, first.json, "true")
    assert again.headers["Location"] == first.headers["Location"]
    assert (count(Photo), count(DoomedFile)) == (1, 0)


def test_the_same_key_with_another_photo_is_refused(upload, picture, count):
    upload(key="k1")

    answer = upload(picture(colour="blue"), key="k1")

    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")
    assert count(Photo) == 1


def test_the_same_key_at_the_same_moment_uploads_once(run_together, upload, town, count):
    town.sign_in("resident-li")

    answers = run_together([lambda: upload(key="k1")] * 3)

    assert len({answer.json["id"] for answer in answers}) == 1
    assert count(Photo) == 1


def test_no_transaction_is_open_while_a_photo_is_decoded(upload, decoded):
    upload(key="k1")
    upload()

    assert len(decoded) == 2 and not any(decoded)


def test_an_answered_key_is_not_decoded_again(upload, decoded):
    upload(key="k1")
    upload(key="k1")

    assert len(decoded) == 1


def test_a_kept_photo_has_both_its_files(bring, store, count):
    photo = bring()

    assert store.has(photo.key) and store.has(photo.thumbnail_key)
    assert count(DoomedFile) == 0


def test_a_full_store_keeps_no_photo(upload, app, count, tmp_path, monkeypatch):
    (tmp_path / "occupied").write_text("a file where the folder should be")
    monkeypatch.setitem(app.extensions, "photo_storage", LocalFolder(tmp_path / "occupied"))

    answer = upload()

    assert (answer.status_code, answer.json["code"], count(Photo)) == (503, "unavailable", 0)


def test_a_photo_whose_files_are_swept_is_not_kept(town, picture, count, a_day_later):
    received = actions.receive(BytesIO(picture()))
    a_day_later()
    actions.delete_doomed()

    with pytest.raises(Unavailable):
        actions.keep(received, by=town.actor("resident-li"))

    assert count(Photo) == 0


def test_a_store_that_cannot_be_written_is_not_ready(client, app, tmp_path, monkeypatch):
    assert client.get("/health/ready").json["checks"]["photos"] == "ok"

    (tmp_path / "occupied").write_text("a file where the folder should be")
    monkeypatch.setitem(app.extensions, "photo_storage", LocalFolder(tmp_path / "occupied"))

    assert client.get("/health/ready").json["checks"]["photos"] == "cannot be written"
