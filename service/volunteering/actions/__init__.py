"""The verbs of teams, reports and positions; each is one transaction: lock, may he, move, tell."""

from service.volunteering.actions.leading import appoint, dismiss
from service.volunteering.actions.leaving import leave
from service.volunteering.actions.membering import accept, ask, decline
from service.volunteering.actions.positions import locate
from service.volunteering.actions.reporting import report
from service.volunteering.actions.teams import change_team, end_team, found_team

__all__ = ["accept", "appoint", "ask", "change_team", "decline", "dismiss", "end_team", "found_team", "leave",
           "locate", "report"]
