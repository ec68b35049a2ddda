"""Holds the people and places of the demonstration town by the names the README calls them."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from service.accounts.models import Account, WechatIdentity
from service.core.database import db
from service.organization.actors import Actor
from service.organization.models import Place, PlaceCode, Unit
from service.organization.queries.people import actor_of_account
from service.party.models import CourtyardGroup, PartyBranch, PartyMember
from service.town import cast


class Town:
    """Looks people and places up afresh at every call; needs an application context."""

    def account(self, name: str) -> Account:
        """The account of one of `cast.PEOPLE`. Raises NoResultFound for a stranger."""
        return db.session.scalars(
            sa.select(Account).join(Account.identities)
            .where(WechatIdentity.openid == f"demo:{name}",
                   WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"])).one()

    def actor(self, name: str) -> Actor:
        """The person as policy sees him, with the grants he holds now."""
        return actor_of_account(self.account(name).id)

    def place(self, nickname: str) -> Place:
        """A place by its name in `cast.NICKNAMES` or by its code. Raises NoResultFound."""
        code = cast.NICKNAMES.get(nickname, nickname)
        return db.session.scalars(sa.select(Place).where(Place.code == code)).one()

    def token(self, nickname: str) -> str:
        """The newest live token printed on a place. Raises NoResultFound."""
        return db.session.scalars(
            sa.select(PlaceCode.token).join(Place)
            .where(Place.code == cast.NICKNAMES.get(nickname, nickname), PlaceCode.revoked_at.is_(None))
            .order_by(PlaceCode.id.desc()).limit(1)).one()

    def tokens(self) -> list[tuple[str, str, str]]:
        """(token, code of the place, name of the place and the one around it) of the town's printed codes."""
        around = sa.orm.aliased(Place)
        codes = [cast.NICKNAMES[nickname] for nickname in cast.WITH_CODES]
        rows = db.session.execute(
            sa.select(PlaceCode.token, Place.code, around.name + Place.name).select_from(PlaceCode)
            .join(PlaceCode.place).join(around, Place.parent_id == around.id)
            .where(Place.code.in_(codes), PlaceCode.revoked_at.is_(None)).order_by(Place.code))
        return [tuple(row) for row in rows]

    @property
    def unit(self) -> Unit:
        """The one unit of the town."""
        return db.session.scalars(sa.select(Unit).where(Unit.code == cast.UNIT_CODE)).one()

    def branch(self, nickname: str) -> PartyBranch:
        """The branch of `town`, `village` or `community`. Raises NoResultFound."""
        return db.session.scalars(sa.select(PartyBranch).where(PartyBranch.code == f"demo-branch-{nickname}")).one()

    def group(self, number: int) -> CourtyardGroup:
        """The courtyard group 1 (lead-hu leads it) or 2 (its lead has no account). Raises NoResultFound."""
        return db.session.scalars(sa.select(CourtyardGroup).where(CourtyardGroup.code == f"demo-group-{number}")).one()

    def member(self, name: str) -> PartyMember:
        """Somebody of `cast.ROSTER` by the name on the roster. Raises NoResultFound."""
        return db.session.scalars(sa.select(PartyMember).where(PartyMember.name == name)).one()
