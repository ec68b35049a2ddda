"""Counting again what has changed: of communities what courtyards and members do, of tickets by month too."""

from service.statistics.actions.cohorts import count_cohorts, count_tickets_again
from service.statistics.actions.communities import count, count_again

__all__ = ["count", "count_again", "count_cohorts", "count_tickets_again"]
