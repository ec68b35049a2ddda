"""The verbs of exchange: write down what is to be told, deliver it, send it again, hear what comes."""

from service.exchange.actions.delivering import deliver_all
from service.exchange.actions.forgetting import forget_old
from service.exchange.actions.hearing import hear
from service.exchange.actions.resending import resend
from service.exchange.actions.telling import take_words, tell

__all__ = ["deliver_all", "forget_old", "hear", "resend", "take_words", "tell"]
