"""What tests of pictures share: files as phones send them, uploads, and what lies in the store."""

from contextvars import Context
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import ExifTags, Image

from service.core import clock
from service.core.database import db
from service.feedback import actions as feedback
from service.media import actions
from service.media.models import DoomedFile, Photo


@pytest.fixture
def picture():
    """`picture("PNG")`: the bytes of a file, with a place and a maker in its EXIF where the kind has one."""
    def make(kind="JPEG", size=(640, 480), colour="red"):
        exif, target = Image.Exif(), BytesIO()
        exif[ExifTags.Base.Make] = "a phone"
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (29.0, 51.0, 0.0)
        Image.new("RGB", size, colour).save(target, kind, exif=exif)
        return target.getvalue()
    return make


@pytest.fixture
def upload(client, town, picture):
    """`upload(data)`: the answer to `POST /photos`, as resident-li unless told."""
    def post(data=None, name="resident-li", key=None, **fields):
        headers = town.sign_in(name) | ({"Idempotency-Key": key} if key else {})
        parts = {"file": (BytesIO(picture() if data is None else data), "photo")} | fields
        return client.post("/api/v1/photos", headers=headers, data=parts)
    return post


@pytest.fixture
def bring(town, picture):
    """`bring("resident-li")`: the row of a picture this person has just brought."""
    def brought(name="resident-li"):
        return actions.keep(actions.receive(BytesIO(picture())), by=town.actor(name))
    return brought


@pytest.fixture
def submit(town):
    """`submit([photo])`: resident-li's ticket with these pictures."""
    def sent(photos, **more):
        return feedback.submit(by=town.actor("resident-li"), text="三单元楼道灯不亮。",
                               place_code=town.place("building_1").code, photos=[photo.id for photo in photos],
                               **more)
    return sent


@pytest.fixture
def store(app):
    """Where the files lie; `store.has(key)`."""
    storage = app.extensions["photo_storage"]

    class Store:
        def has(self, key):
            try:
                storage.open(key).close()
            except KeyError:
                return False
            return True
        delete = staticmethod(storage.delete)
    return Store()


@pytest.fixture
def count(town):
    """`count(Photo)`: how many rows there are now."""
    return lambda model: db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.fixture
def nothing_kept(count):
    """Says whether neither a picture nor a promise about a file is left."""
    return lambda: (count(Photo), count(DoomedFile)) == (0, 0)


@pytest.fixture
def a_day_later(time_machine):
    """Let a day pass, or so much more or less."""
    return lambda **more: time_machine.move_to(clock.now() + timedelta(days=1) + timedelta(**more))


@pytest.fixture
def command(app):
    """`command("media", "sweep")`: what the command says."""
    return lambda *words: Context().run(app.test_cli_runner().invoke, args=words).output
