"""Counting again what has changed: of communities what courtyards and members do, of tickets by month too; and
publishing what residents answered."""

from service.statistics.actions.cohorts import count_cohorts, count_tickets_again
from service.statistics.actions.communities import count, count_again
from service.statistics.actions.publishing import publish_answers

__all__ = ["count", "count_again", "count_cohorts", "count_tickets_again", "publish_answers"]
