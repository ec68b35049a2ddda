"""Tokens of printed codes: nothing can be guessed from one, and a worn one can still be read aloud."""

from __future__ import annotations

import secrets

UNMISTAKABLE = "23456789abcdefghjkmnpqrstuvwxyz"  # neither 0 and o, nor 1, i and l
LENGTH = 20  # 99 random bits


def new_token() -> str:
    """20 characters that go into a URL as they are."""
    return "".join(secrets.choice(UNMISTAKABLE) for _ in range(LENGTH))
