"""What tests of passwords share."""

import pytest
import time_machine

from service.accounts import actions
from service.core.database import atomic
from tests.accounts.guesses import PASSWORD


@pytest.fixture
def worker(town):
    """张蓉, who also signs in at a desk."""
    with atomic():
        account = town.account("worker-zhang")
        account.username = "zhang"
    actions.set_password(account.id, PASSWORD)
    return account


@pytest.fixture
def clock():
    """The clock, which stands still until it is shifted."""
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        yield traveller
