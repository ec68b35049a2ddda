"""Signing in with 张蓉's password and guessing at it, from here and there."""

import pytest

from service.accounts import actions
from service.accounts.actions.guessing import TooManyGuesses
from service.core.errors import Unauthorized

PASSWORD = "correct horse battery"
DESK, CAFE, HOME = "198.51.100.7", "203.0.113.9", "2001:db8:1:2::3"


def comes_in(address, name="zhang"):
    """Sign in with the right password."""
    return actions.sign_in_with_password(name, PASSWORD, address=address)


def guess(address, name="zhang"):
    """The refusal of one wrong guess."""
    with pytest.raises((Unauthorized, TooManyGuesses)) as refusal:
        actions.sign_in_with_password(name, "a wrong guess", address=address)
    return refusal.value


def guesses(times, address=CAFE, name="zhang"):
    """The refusals of so many."""
    return [guess(address, name) for _ in range(times)]


def seconds(refusal):
    """How long he must wait."""
    return int(refusal.headers["Retry-After"])
