"""The verbs of messages: deliver what is due, read one, send a dead letter again, count what may be sent."""

from service.notifications.actions.delivering import Counts, deliver_all, deliver_due
from service.notifications.actions.forgetting import empty_letters
from service.notifications.actions.inbox import forget, read, read_all
from service.notifications.actions.leasing import call_back
from service.notifications.actions.resending import resend, resend_of_kind
from service.notifications.actions.subscribing import answer, end_subscriptions, withdraw

__all__ = ["Counts", "answer", "call_back", "deliver_all", "deliver_due", "empty_letters", "end_subscriptions",
           "forget", "read", "read_all", "resend", "resend_of_kind", "withdraw"]
