"""What a person sees of himself: his name and phone, what he may be sent, and everything held on him."""

from __future__ import annotations

import orjson
from flask import current_app

from service.accounts.queries import account, my_data
from service.development.queries.showing import is_candidate
from service.notifications.queries import subscriptions
from service.organization.actors import Actor
from service.organization.queries import people

NAME = "码上-我的数据.json"


def myself(by: Actor) -> dict:
    """Name, masked phone and roles, and how many more messages WeChat may bring him; in the demonstration a number can
    be made up."""
    return {"person": people.myself(by), "subscriptions": subscriptions(by).items,
            "has_development": is_candidate(by), "password": _password(by),
            "demonstration": current_app.config["DEMONSTRATION"]}


def _password(by: Actor) -> dict | None:
    """For who signs in by a username: `{username, is_set}`."""
    own = account(by.account_id)
    return {"username": own.username, "is_set": own.password_hash is not None} if own.username else None


def data(by: Actor) -> dict:
    """Everything held on him, by section, as the page shows it."""
    return {"sections": {name: held for name, held in my_data(by.account_id).items() if held}}


def download(by: Actor) -> tuple[str, bytes]:
    """The same as a file: its name, and JSON."""
    return NAME, orjson.dumps(my_data(by.account_id), option=orjson.OPT_INDENT_2, default=str)
