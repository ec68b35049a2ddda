"""Who hears about it, in plain words: every change somebody must hear of becomes a letter in its transaction."""

from service.feedback.notices.coming import claimed, dispatched, endangered, merged, moved, submitted, unmerged
from service.feedback.notices.ending import (
    answered,
    answered_before,
    ended_otherwise,
    explained,
    not_shown,
    objected,
    objection_decided,
    objection_waits,
    refused,
    withdrawn,
)
from service.feedback.notices.handling import asked, decided, escalated, reopened, replied, requested, resumed, warned
from service.feedback.notices.letters import LEVELS, QUEUE_NAMES, when
from service.feedback.notices.outside import accepted_outside, forwarded, progressed_outside, returned_from_outside

__all__ = [
    "LEVELS", "QUEUE_NAMES", "accepted_outside", "answered", "answered_before", "asked", "claimed", "decided",
    "dispatched", "endangered", "ended_otherwise", "escalated", "explained", "forwarded", "merged", "moved",
    "not_shown", "objected", "objection_decided", "objection_waits", "progressed_outside", "refused", "reopened",
    "replied", "requested", "resumed", "returned_from_outside", "submitted", "unmerged", "warned", "when",
    "withdrawn",
]
