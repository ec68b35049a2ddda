"""The JSON of exchange: what an outside system says and hears, and how deliveries are shown to the district."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Text
from service.exchange.models import EventState
from service.exchange.systems import Event
from service.feedback.limits import LONGEST_REASON, LONGEST_TEXT
from service.feedback.models import SyncState
from service.feedback.workflow import State

SAYS = {"accepted": {"external_id"}, "progress": {"text"}, "done": {"text"}, "returned": {"reason"}}
ALWAYS = {"event", "number", "external_id"}


class IncomingEventIn(ma.Schema):
    """What an outside system says of a ticket that was forwarded to it; each event has its own word."""

    event = fields.String(required=True, validate=validate.OneOf(list(SAYS)), metadata={"example": "progress"})
    number = Line(64, required=True, metadata={"example": "500115-20261122-0123-0", "description": "our number"})
    external_id = Line(64, metadata={"description": "the number it has there; required with accepted"})
    text = Text(LONGEST_TEXT, metadata={"example": "已派维修人员，预计明天完成。", "description": "progress, done"})
    reason = Text(LONGEST_REASON, metadata={"description": "returned"})

    @ma.validates_schema
    def each_event_has_its_words(self, data, **_said):
        """What an event needs, and nothing that belongs to another one."""
        needed = SAYS[data["event"]]
        wrong = {name: ["这个事件需要这一项。"] for name in needed - data.keys()}
        wrong |= {name: ["这个事件没有这一项。"] for name in data.keys() - needed - ALWAYS}
        if wrong:
            raise ma.ValidationError(wrong)


class IncomingEventOut(ma.Schema):
    """How the ticket stands after it."""

    number = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": [state.value for state in State]})
    external_id = fields.String(required=True, allow_none=True)
    sync_state = fields.String(required=True, metadata={"enum": [state.value for state in SyncState]})


class OutsideSystemOut(ma.Schema):
    code = fields.String(required=True, metadata={"example": "12345"})
    name = fields.String(required=True)


class OutsideSystemsOut(ma.Schema):
    items = fields.List(fields.Nested(OutsideSystemOut), required=True)
    next = fields.String(required=True, allow_none=True)


class OutgoingEventsQuery(ListQuery):
    state = fields.Enum(EventState, by_value=True, load_default=EventState.DEAD)


class OutgoingEventOut(ma.Schema):
    """One event and its delivery, without what it says."""

    id = fields.Integer(required=True)
    delivery = fields.String(required=True)
    system = fields.String(required=True)
    event = fields.String(required=True, metadata={"enum": [event.value for event in Event]})
    number = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": [state.value for state in EventState]})
    tries = fields.Integer(required=True)
    last_error = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    delivered_at = fields.AwareDateTime(required=True, allow_none=True)
    next_try_at = fields.AwareDateTime(required=True, allow_none=True)
