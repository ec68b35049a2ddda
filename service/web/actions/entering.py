"""Makes a browser the session somebody has just opened, and lets him go on where he was."""

from __future__ import annotations

from flask import Response, redirect

from service.accounts import tokens
from service.accounts.tokens import SignedIn
from service.core.pages import carried, enter, next_page


def enter_with(signed_in: SignedIn) -> Response | None:
    """This browser is that session from now on: on to the page he came from, or None to show him what he had typed
    before he was asked to sign in, so that he sends it himself."""
    session = tokens.verify_access(signed_in.tokens.access_token)
    enter(session.account_id, session.session_id)
    return None if carried()[1] else redirect(next_page(), 303)
