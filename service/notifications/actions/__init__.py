"""The verbs of messages: deliver what is due, read one, send a dead letter again."""

from service.notifications.actions.delivering import Counts, deliver_all, deliver_due
from service.notifications.actions.inbox import forget, read
from service.notifications.actions.resending import resend

__all__ = ["Counts", "deliver_all", "deliver_due", "forget", "read", "resend"]
