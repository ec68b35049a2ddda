"""What the addresses of the desk say."""

import marshmallow as ma
from marshmallow import fields

from service.core.text import Line
from service.feedback.routing import Queue
from service.feedback.schemas.tickets import day_of_submission
from service.feedback.workflow import Outcome, State
from service.organization.schemas.places import PostersQuery
from service.web.schemas.lists import FileQuery


class CursorQuery(ma.Schema):
    """From where on a list goes on."""

    cursor = Line(200, load_default=None)


class DeskQuery(CursorQuery):
    """One queue or all, and words to look for."""

    queue = fields.Enum(Queue, by_value=True, load_default=None)
    q = Line(100, load_default=None)


class PlaceQuery(CursorQuery):
    """Which of the matters at one's places."""

    state = fields.Enum(State, by_value=True, load_default=None)
    category = Line(64, load_default=None)
    place = Line(32, load_default=None)
    overdue = fields.Boolean(load_default=None)
    open = fields.Boolean(load_default=None)
    outcome = fields.Enum(Outcome, by_value=True, load_default=None)
    q = Line(100, load_default=None)
    queue = fields.Enum(Queue, by_value=True, load_default=None)
    since = day_of_submission(load_default=None)
    until = day_of_submission(load_default=None)


class WordsQuery(ma.Schema):
    """Words to look for."""

    q = Line(100, load_default=None)


class CodesQuery(CursorQuery):
    """Codes in use, or those out of use."""

    live = fields.Boolean(load_default=None)


class PostersOfQuery(PostersQuery):
    """The format and the paper of posters."""


class WaitingFileQuery(DeskQuery, FileQuery):
    """The same queue, to be taken home."""

    class Meta:
        exclude = ("cursor",)


class CodesFileQuery(CodesQuery, FileQuery):
    """The same codes, to be taken home."""

    class Meta:
        exclude = ("cursor",)
