"""Decides which queue a matter goes to and says why: tables and decisions, no database and no request."""

from service.feedback.routing.faults import broken
from service.feedback.routing.rules import Decision, Matter, NoRule, Queue, ReviewLevel, Rule, Safeguard, Urgency
from service.feedback.routing.ruleset import RuleSet, choose, matching
from service.feedback.routing.ties import ties

__all__ = [
    "Decision", "Matter", "NoRule", "Queue", "ReviewLevel", "Rule", "RuleSet", "Safeguard", "Urgency",
    "broken", "choose", "matching", "ties",
]
