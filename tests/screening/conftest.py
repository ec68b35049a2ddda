"""Matters that everybody shall read, a platform that can be told what to say, and eyes of a visitor."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from service.core.database import db
from service.core.errors import NotFound
from service.feedback import actions as feedback
from service.feedback.queries import lists, showing
from service.media import actions as media
from service.media import queries as photos
from service.screening import actions, queries
from service.screening.models import ContentCheck, PictureTrace
from service.wechat.fake import FakeWeChat
from tests.feedback.conftest import frozen, life, people, wait
from tests.looking import opinion_comes, what_passed_is_read

__all__ = ["frozen", "life", "people", "wait"]
RISKY, DOUBTFUL = "楼下贴了测试违规的纸", "楼下贴了测试复核的纸"


class AskedPlatform(FakeWeChat):
    """Remembers what it was asked; `meanwhile` happens before it answers, and `hasty` is its verdict on a picture that
    is pushed before the answer has come back."""

    def __init__(self):
        super().__init__()
        self.asked, self.meanwhile, self.hasty = [], None, None

    def check_text(self, openid, text, *, scene, nickname=None):
        self._note((openid, text, scene, nickname))
        return super().check_text(openid, text, scene=scene, nickname=nickname)

    def check_picture(self, openid, url, *, scene):
        self._note((openid, url, scene, None))
        trace_id = super().check_picture(openid, url, scene=scene)
        if self.hasty:
            opinion_comes(trace_id, self.hasty, 20002)
        return trace_id

    def _note(self, question):
        self.asked.append(question)
        if self.meanwhile:
            self.meanwhile()


class Matters:
    """Brings public matters about, and tells how they stand."""

    def __init__(self, life, people):
        self.life, self.people = life, people

    def shown(self, text="三单元楼道灯不亮", by="li", **facts) -> str:
        """The number of a matter its reporter wants everybody to read."""
        return self.life.submit(by=by, text=text, public=True, **facts)

    def held(self, text=RISKY, **facts) -> tuple[str, int]:
        """One the platform would not pass: its number, and the id of its review."""
        number = self.shown(text, **facts)
        actions.check_due()
        return number, self.check(number).id

    def pictured(self, by="li", count=1, **facts) -> tuple[str, list[str]]:
        """One with pictures: its number and their ids."""
        ids = [self.picture(by) for _ in range(count)]
        return self.shown(by=by, photos=ids, **facts), ids

    def picture(self, by="li") -> str:
        """The id of a picture just brought."""
        file = BytesIO()
        Image.new("RGB", (40, 30), "orange").save(file, "JPEG")
        file.seek(0)
        return media.keep(media.receive(file), by=getattr(self.people, by)).id

    def answered(self, number: str, by: str, text="灯已经换好", photos=()) -> int:
        """Taken on and answered by this person; the id of the answer."""
        person = getattr(self.people, by)
        feedback.claim(number, by=person)
        feedback.contact(number, by=person, method="phone", reached=True)
        feedback.answer(number, by=person, text=text, photos=list(photos))
        return self.life.steps(number)[-1].data["answer_id"]

    def publicity(self, number: str) -> str:
        """As its reporter reads it."""
        return self.life.ticket(number).publicity

    def check(self, number: str) -> ContentCheck:
        """The check of its text."""
        return self.checks(about="ticket", about_id=self.life.ticket(number).id, photo_id=None)[0]

    def checks(self, **facts) -> list[ContentCheck]:
        """Checks with these facts, as the database has them."""
        return list(db.session.scalars(sa.select(ContentCheck).filter_by(**facts).order_by(ContentCheck.id)
                                       .execution_options(populate_existing=True)))

    def trace(self, photo_id: str) -> str:
        """What the platform calls its check of this picture."""
        return db.session.scalars(sa.select(PictureTrace.trace_id).where(
            PictureTrace.check_id == self.checks(photo_id=photo_id)[0].id)).all()[-1]

    def judged(self, photo_id: str, opinion: str, label: int = 100) -> None:
        """The platform pushes its verdict on this picture."""
        opinion_comes(self.trace(photo_id), opinion, label)

    def listed(self, by="zhang") -> list[int]:
        """Ids of the review list, as this person has it."""
        return [item["id"] for item in queries.reviews(getattr(self.people, by), limit=100, cursor=None).items]

    def decided(self, check_id: int, show: bool, by="zhang", **facts) -> None:
        """A person decides."""
        actions.decide(check_id, by=getattr(self.people, by), show=show,
                       **({} if show else {"reason": "文字里有他人的电话。"}) | facts)

    def seen_by_visitors(self, number: str) -> dict | None:
        """The ticket as a visitor reads it, None when he finds nothing."""
        with db.session.no_autoflush:
            try:
                return showing.seen_by(number, None)
            except NotFound:
                return None

    def in_public_list(self, number: str) -> bool:
        """Whether the list for everybody has it."""
        return number in [item["number"] for item in lists.tickets(None, view="public").items]


def visitor_sees(photo_id: str) -> bool:
    """Whether a visitor may open a picture."""
    try:
        return photos.photo(photo_id, None).id == photo_id
    except NotFound:
        return False


@pytest.fixture
def platform(app, town):
    """A stand-in that remembers; `platform.fail_next(error)`, `platform.asked`."""
    before, app.extensions["wechat"] = app.extensions["wechat"], AskedPlatform()
    yield app.extensions["wechat"]
    app.extensions["wechat"] = before


@pytest.fixture
def matters(life, people, platform):
    """Public matters and how they stand."""
    return Matters(life, people)


@pytest.fixture
def ask(platform):
    """`ask()`: a worker asks about what is due; what passes waits to be read by a person."""
    return actions.check_due


@pytest.fixture
def look(platform):
    """`look()`: the same, and somebody of the district has what the platform passed shown as proposed."""
    def looked() -> int:
        taken = actions.check_due()
        what_passed_is_read()
        return taken
    return looked


@pytest.fixture
def nothing_sent(life):
    """`with nothing_sent(): …` fails when somebody was written to."""
    @contextmanager
    def watch():
        with life.letters() as heard:
            yield
        assert heard == []
    return watch
