"""The town as tests hold it: its people are signed in before the first test begins."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from service.accounts import tokens
from service.accounts.actions.sessions import open_for
from service.accounts.models import SignIn
from service.core import clock
from service.core.database import atomic, db
from service.organization.actors import Actor
from service.organization.queries.people import actor_of_account
from service.statistics.actions import count_again
from service.town import Town, building, cast

FRESH = timedelta(minutes=1)
_ids: dict[tuple[sa.Engine, str], int] = {}
_signed: dict[tuple[sa.Engine, str], tuple[datetime, dict[str, str]]] = {}


class TownUnderTest(Town):
    """The town, and the headers its people send."""

    def actor(self, name: str) -> Actor:
        return actor_of_account(self._id(name))

    def sign_in(self, name: str) -> dict[str, str]:
        """The Authorization header of this person with a fresh access token of a session that lives.

        Everybody has one from the beginning, so that a test which only looks writes nothing.
        """
        return {"Authorization": f"Bearer {tokens.issue(self._living(name)).access_token}"}

    def signed_in(self, name: str) -> dict[str, str]:
        """The header a test before has used: his session lives again, as the database is what it was in the beginning.
        To sign a token anew for each of twenty thousand requests takes a minute."""
        at, header = _signed.get((db.engine, name), (None, {}))
        if at is None or not timedelta(0) <= clock.now() - at < FRESH:
            _signed[db.engine, name] = at, header = clock.now(), self.sign_in(name)
        return header

    def _id(self, name: str) -> int:
        """The id of his account: every test finds the same people, and asks for them again and again."""
        if (db.engine, name) not in _ids:
            _ids[db.engine, name] = self.account(name).id
        return _ids[db.engine, name]

    def page_session(self, name: str) -> dict:
        """What the cookie of this person's browser says, of a session that lives."""
        sign_in = self._living(name)
        return {"account": sign_in.account_id, "sign_in": sign_in.id, "prolonged": int(clock.now().timestamp())}

    def _living(self, name: str) -> SignIn:
        account_id = self._id(name)
        return db.session.scalars(
            sa.select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None),
                                    SignIn.expires_at > clock.now()).limit(1)).first() or _opened(account_id)


def build_town() -> None:
    """The town with everybody signed in, as every test finds it."""
    building.build()
    for person in cast.PEOPLE:
        _opened(Town().account(person.name).id)
    count_again()


def _opened(account_id: int) -> SignIn:
    with atomic():
        return open_for(account_id)
