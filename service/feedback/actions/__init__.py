"""The verbs of a ticket; each is one transaction: lock, may he, move, tell."""

from service.feedback.actions.claiming import claim, dispatch, release
from service.feedback.actions.closing import end, rate, withdraw
from service.feedback.actions.forwarding import feed_back, forward, take_back
from service.feedback.actions.handling import answer, ask, contact, reply
from service.feedback.actions.joining import merge, support, unmerge, withdraw_support
from service.feedback.actions.objecting import decide_objection, object_to
from service.feedback.actions.pausing import decide, request_extension, request_suspension, resume
from service.feedback.actions.publishing import publish, unpublish
from service.feedback.actions.revealing import reveal
from service.feedback.actions.sorting import approve, escalate, recategorize, reject, transfer
from service.feedback.actions.submitting import submit

__all__ = ["answer", "approve", "ask", "claim", "contact", "decide", "decide_objection", "dispatch", "end", "escalate",
           "feed_back", "forward", "merge", "object_to", "publish", "rate", "recategorize", "reject", "release",
           "reply", "request_extension", "request_suspension", "resume", "reveal", "submit", "support", "take_back",
           "transfer", "unmerge", "unpublish", "withdraw", "withdraw_support"]
