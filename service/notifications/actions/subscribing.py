"""How often somebody may still be sent a template: only what WeChat tells us counts, never what a client claims."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import atomic, execute, inserting
from service.notifications.models import Subscription
from service.notifications.templates import Template

MOST_TICKS = 1000  # who ticks more often than this is no person
TABLE = Subscription.__table__


def answer(account_id: int, template: Template, *, accepted: bool, in_settings: bool) -> None:
    """A person ticked or refused a template in our window, or switched it on or off in the settings of WeChat.

    A tick in the window is one message more, or consent until further notice where the template is a long-term one.
    A refusal in the window leaves earlier ticks; switched off in the settings nothing is left.
    """
    if not accepted and in_settings:
        withdraw(account_id, template.name)
    elif template.long_term:
        _keep(account_id, template.name, {"long_term": accepted})
    elif accepted and not in_settings:
        _keep(account_id, template.name, {"remaining": 1},
              {"remaining": sa.case((TABLE.c.remaining < MOST_TICKS, TABLE.c.remaining + 1), else_=MOST_TICKS)})


def withdraw(account_id: int, template_name: str) -> None:
    """Nothing of this template may be sent to the person any more, until he ticks it again."""
    with atomic():
        execute(sa.update(TABLE).where(TABLE.c.account_id == account_id, TABLE.c.template == template_name)
                .values(remaining=0, long_term=False))


def end_subscriptions(account_id: int) -> None:
    """Delete what a person who is erased had ticked."""
    with atomic():
        execute(sa.delete(TABLE).where(TABLE.c.account_id == account_id))


def _keep(account_id: int, template_name: str, first: dict, after: dict | None = None) -> None:
    """One statement, so that ticks that come at once are all counted."""
    row = {"account_id": account_id, "template": template_name, "remaining": 0, "long_term": False} | first
    with atomic():
        execute(inserting(TABLE).values(row).on_conflict_do_update(
            index_elements=["account_id", "template"], set_=after or first))
