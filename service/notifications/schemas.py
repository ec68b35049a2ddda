"""The JSON of messages: the inbox of a person, and deliveries as staff see them."""

from __future__ import annotations

import marshmallow as ma

from service.core.text import Line
from service.notifications.models import DeliveryState


class InboxQuery(ma.Schema):
    """Which of one's own messages."""

    unread = ma.fields.Boolean(load_default=False)
    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(1, 100))
    cursor = ma.fields.String(load_default=None)


class MessageOut(ma.Schema):
    """A message to its reader."""

    id = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    body = ma.fields.String(required=True)
    subject = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    read_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class SubscriptionOut(ma.Schema):
    """One template of ours (订阅消息模板), and how many more messages of it the person has ticked."""

    template = ma.fields.String(required=True, metadata={"description": "our name of it", "example": "progress"})
    template_id = ma.fields.String(required=True, metadata={"description": "for wx.requestSubscribeMessage"})
    remaining = ma.fields.Integer(required=True, metadata={"description": "one tick is one message"})
    long_term = ma.fields.Boolean(required=True, metadata={"description": "needs no further tick"})


class MessageTemplateOut(ma.Schema):
    """One template as its keeper sees it: `works` without an `id` where the platform is a stand-in."""

    template = ma.fields.String(required=True, metadata={"example": "progress"})
    id = ma.fields.String(required=True, allow_none=True)
    works = ma.fields.Boolean(required=True)
    long_term = ma.fields.Boolean(required=True)
    fields = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)


class DeliveriesQuery(ma.Schema):
    """Dead letters only: who was reached when is nobody's business."""

    state = ma.fields.String(load_default="dead", validate=ma.validate.OneOf(["dead"]))
    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(1, 100))
    cursor = ma.fields.String(load_default=None)


class ResendIn(ma.Schema):
    """Which dead letters."""

    kind = Line(64, required=True, metadata={"example": "answered"})


class ResentOut(ma.Schema):
    """How many are on their way again."""

    resent = ma.fields.Integer(required=True)


class DeliveryOut(ma.Schema):
    """A message to those who look after its delivery: neither its text nor who it was for."""

    id = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    subject = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.Enum(DeliveryState, by_value=True, required=True)
    tries = ma.fields.Integer(required=True)
    last_error = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
