"""Decides which queue a matter goes to and says why: tables and decisions, no database and no request."""

from service.feedback.routing.faults import broken
from service.feedback.routing.rules import (
    Caught,
    Decision,
    Matter,
    NoRule,
    Queue,
    ReviewLevel,
    Rule,
    Safeguard,
    Sentence,
    Urgency,
)
from service.feedback.routing.ruleset import RuleSet, choose, matching
from service.feedback.routing.safeguards import Guard, GuardSet, highest, keeps_safe
from service.feedback.routing.ties import ties

__all__ = [
    "Caught", "Decision", "Guard", "GuardSet", "Matter", "NoRule", "Queue", "ReviewLevel", "Rule", "RuleSet",
    "Safeguard", "Sentence", "Urgency", "broken", "choose", "highest", "keeps_safe",
    "matching", "ties",
]
