"""The outside systems of this district, as OUTSIDE_SYSTEMS names them; a wrong setting ends the start."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

import httpx
from flask import Flask, current_app

CODE = re.compile(r"[A-Za-z0-9._-]{1,32}")
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
SHORTEST_KEY = 32
LONGEST_NAME, LONGEST_URL = 64, 500
PARTS = {"name", "url", "keys", "events"}


class Event(StrEnum):
    """What an outside system can be told."""

    FORWARDED = "ticket.forwarded"
    TAKEN_BACK = "ticket.taken_back"
    CLOSED = "ticket.closed"


@dataclass(frozen=True, slots=True)
class OutsideSystem:
    """A system that tickets are forwarded to. Without `url` it is told nothing, without `keys` it can say nothing."""

    code: str
    name: str
    url: str | None = None
    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    events: frozenset[Event] = frozenset()

    def hears(self, event: Event) -> bool:
        """Whether it wants to be told of this."""
        return self.url is not None and event in self.events


def init_app(app: Flask) -> None:
    """Read the setting. Raises ValueError naming the system and the part that is wrong."""
    app.extensions["outside_systems"] = read(app.config["OUTSIDE_SYSTEMS"], production=app.config["PRODUCTION"])


def known() -> dict[str, OutsideSystem]:
    """Every configured system by its code."""
    return current_app.extensions["outside_systems"]


def read(setting: object, *, production: bool) -> dict[str, OutsideSystem]:
    """The systems of a setting. Raises ValueError, never with a key in it."""
    if not isinstance(setting, dict):
        raise ValueError("OUTSIDE_SYSTEMS: must be a JSON object of systems by their code")
    found = {code: _system(code, given, production) for code, given in setting.items()}
    owners: dict[bytes, str] = {}
    for system in found.values():
        for key in system.keys.values():
            if owners.setdefault(key, system.code) != system.code:
                raise _wrong(system.code, "keys", f"{owners[key]} has the same; each system needs its own")
    return found


def _wrong(code: str, part: str, reason: str) -> ValueError:
    return ValueError(f"OUTSIDE_SYSTEMS: {code}: {part}: {reason}")


def _system(code: str, given: object, production: bool) -> OutsideSystem:
    if not CODE.fullmatch(code):
        raise _wrong(code[:40], "code", "1 to 32 letters, digits and . _ -")
    if not isinstance(given, dict) or not given.keys() <= PARTS:
        raise _wrong(code, "parts", f"an object of {', '.join(sorted(PARTS))}")
    name, url, events = given.get("name"), given.get("url"), given.get("events", [])
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise _wrong(code, "name", f"a text of at most {LONGEST_NAME} characters")
    if not isinstance(events, list) or not set(map(str, events)) <= set(Event):
        raise _wrong(code, "events", f"a list of {', '.join(Event)}")
    keys = _keys(code, given.get("keys", ""), production)
    if url is not None:
        _check_url(code, url, production)
        if not keys:
            raise _wrong(code, "keys", "what is sent must be signed")
    return OutsideSystem(code, name.strip(), url, keys, frozenset(map(Event, events)))


def _keys(code: str, given: object, production: bool) -> dict[str, bytes]:
    """`id:base64,id:base64`, newest first."""
    if not isinstance(given, str):
        raise _wrong(code, "keys", "id:base64,id:base64")
    keys: dict[str, bytes] = {}
    for number, part in enumerate(filter(str.strip, given.split(",")), start=1):
        name, _, text = part.strip().partition(":")
        try:
            key = base64.b64decode(text, validate=True)
        except binascii.Error:
            key = b""
        if not KEY_ID.fullmatch(name) or name in keys or len(key) < SHORTEST_KEY:
            raise _wrong(code, "keys", f"key {number}: an id of its own, and {SHORTEST_KEY} bytes or more in base64")
        if production and name == "dev":
            raise _wrong(code, "keys", "the development key is not for production")
        keys[name] = key
    return keys


def _check_url(code: str, url: object, production: bool) -> None:
    """An address alone: what is secret in it would be logged by whoever passes it on."""
    try:
        parts = urlsplit(url) if isinstance(url, str) and url.isascii() and url.isprintable() else None
        well_formed = parts is not None and parts.hostname and parts.port != 0 and " " not in url
        if well_formed:  # what the client cannot even begin to call would end every run of delivery
            httpx.URL(url).host.encode("idna")
    except (ValueError, httpx.InvalidURL):
        well_formed = False
    if not well_formed or parts.scheme not in ("http", "https") or len(url) > LONGEST_URL:
        raise _wrong(code, "url", "an http or https address")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise _wrong(code, "url", "without user, password, query or fragment")
    if production and parts.scheme != "https":
        raise _wrong(code, "url", "https only in production")
