"""Rows of the courtyard: its rule, the days, what was decided on them, and their logs."""

from service.courtyard.models.days import DayRule, DayState, PartyMassDay, Reason, RuleKind
from service.courtyard.models.decisions import Decision, DecisionState
from service.courtyard.models.logs import ActivityItem, ActivityLog, Amendment, ItemKind, LogState, Opinion, Presence

__all__ = ["ActivityItem", "ActivityLog", "Amendment", "DayRule", "DayState", "Decision", "DecisionState", "ItemKind",
           "LogState", "Opinion", "PartyMassDay", "Presence", "Reason", "RuleKind"]
