"""Wishes and posts in the demonstration town: its people by their surnames, and a clock that can be moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts.actions.naming import create_account
from service.core import clock
from service.core.database import atomic, db
from service.notifications.models import Message
from service.organization.actions import grants
from service.organization.actors import Actor
from service.organization.models import Role
from service.organization.queries.people import actor_of_account
from service.town import cast
from service.wishes.actions import arranging, confirming, serving, taking, wishing
from service.wishes.events import service_confirmed
from service.wishes.kinds import PostKind
from service.wishes.models import Post, Seat, Taking, Wish, WishStep
from service.wishes.workflow import WishState

WEDNESDAY_NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
"""4 March 2026, 12:00 in Changshou."""


class Life:
    """`life.wang`: the actor of this surname as he stands now; wishes and posts go by id, brought about by actions."""

    def __init__(self, town):
        self._town = town

    def __getattr__(self, surname: str) -> Actor:
        return self._town.actor(next(one.name for one in cast.PEOPLE if one.name.endswith(f"-{surname}")))

    def code(self, nickname: str) -> str:
        """The code of a place."""
        return cast.NICKNAMES[nickname]

    def wish(self, by="li", place="building_1", **facts) -> int:
        """A new wish, not looked at yet."""
        return wishing.submit(by=getattr(self, by), place_code=self.code(place),
                              **{"text": "想请人教我用手机视频"} | facts).id

    def elders_wish(self, by="hu", **facts) -> int:
        """A wish of an elder's without an account, by somebody who is trusted there."""
        return self.wish(by=by, **{"on_behalf_of": {"name": "邓婆婆", "phone": "19000001234", "consent": True}} | facts)

    def open(self, **facts) -> int:
        """A wish members can take on."""
        return wishing.approve(self.wish(**facts), by=self.zhang).id

    def taken(self, by="wang", **facts) -> int:
        """A wish in a member's hands."""
        return taking.claim(self.open(**facts), by=getattr(self, by)).id

    def done(self, by="wang", minutes=40, **facts) -> int:
        """A wish its holder says is done."""
        wish_id = facts.pop("wish_id", None) or self.taken(by=by, **facts)
        return taking.finish(wish_id, by=getattr(self, by), text="教会了", minutes=minutes).id

    def bring_to(self, state: WishState, **facts) -> int:
        """A fresh wish in this state."""
        ways = {WishState.REVIEWING: self.wish, WishState.OPEN: self.open, WishState.TAKEN: self.taken,
                WishState.DONE: self.done}
        if state in ways:
            return ways[state](**facts)
        if state is WishState.CONFIRMED:
            return confirming.confirm(self.done(**facts), by=self.li, fulfilled=True).id
        if state is WishState.WITHDRAWN:
            return wishing.withdraw(self.open(**facts), by=self.li).id
        if state is WishState.DECLINED:
            return wishing.decline(self.open(**facts), by=self.zhang, reason="另有安排", other_channel="社区食堂").id
        raise ValueError(state)

    def post(self, by="zhang", place="compound", **facts) -> int:
        """A standing post."""
        return arranging.open_post(by=getattr(self, by), place_code=self.code(place), **{
            "kind": PostKind.SAFETY_PATROL, "title": "夜间巡楼", "description": "看楼道灯", "times": "周五晚上",
            "seats": 2} | facts).id

    def change(self, post_id: int, by="zhang", **facts) -> Post:
        """The post written anew, as it was but for these facts."""
        return arranging.change_post(post_id, by=getattr(self, by), **{
            "kind": PostKind.SAFETY_PATROL, "title": "夜间巡楼", "description": "看楼道灯", "times": "周五晚上",
            "seats": 2, "open": True} | facts)

    def turn(self, by="wang", post_id=None, **facts) -> int:
        """A service on a post, of today."""
        post_id = post_id or arranging.take_seat(self.post(), by=getattr(self, by)).id
        return serving.log_turn(post_id, by=getattr(self, by), **{
            "served_on": self.today(), "minutes": 60} | facts).id

    def today(self, later: int = 0):
        """The local day so many days from now."""
        return clock.local(clock.now()).date() + timedelta(days=later)

    def row(self, kind, row_id: int):
        """A row as the database has it."""
        return db.session.get_one(kind, row_id, populate_existing=True)

    def state(self, wish_id: int) -> WishState:
        """Where the wish stands."""
        return self.row(Wish, wish_id).state

    def takings(self, wish_id: int) -> list[Taking]:
        """Every taking there was, oldest first."""
        return list(db.session.scalars(sa.select(Taking).where(Taking.wish_id == wish_id).order_by(Taking.id)
                                       .execution_options(populate_existing=True)))

    def verbs(self, wish_id: int) -> list[str]:
        """What was done with the wish, oldest first."""
        return [verb.value for verb in db.session.scalars(
            sa.select(WishStep.verb).where(WishStep.wish_id == wish_id).order_by(WishStep.id))]

    def seated(self, post_id: int) -> list[int]:
        """Who sits on the post, by the number of the seat."""
        return list(db.session.scalars(sa.select(Seat.account_id).where(
            Seat.post_id == post_id, Seat.left_at.is_(None)).order_by(Seat.number)))

    def letters(self, kind: str) -> list[int]:
        """Who was written to of this kind, in order."""
        return list(db.session.scalars(sa.select(Message.account_id).where(Message.kind == kind)
                                       .order_by(Message.id)))

    def ids(self, *surnames: str) -> list[int]:
        """Account ids of these people."""
        return [getattr(self, surname).account_id for surname in surnames]

    def revoke(self, name: str, role: Role) -> None:
        """The district takes this role from him."""
        for held in getattr(self, name).held(role):
            grants.revoke(held.grant_id, by=self.zheng)

    def newcomers(self, count: int) -> list[Actor]:
        """So many fresh members of the community."""
        with atomic():
            made = [create_account(f"党员{number}").id for number in range(count)]
        for account_id in made:
            grants.give(Role.PARTY_MEMBER, account_id, self._town.place("compound"), by=None)
        return [actor_of_account(account_id) for account_id in made]


@pytest.fixture
def frozen(app):
    """The clock stands at Wednesday noon; `frozen.shift(timedelta)` moves it."""
    with time_machine.travel(WEDNESDAY_NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def life(town, frozen):
    """The cast, and the lives of wishes and posts."""
    return Life(town)


@pytest.fixture
def wait(frozen):
    """`wait(days=2)`: the clock moves, and nobody has looked yet."""
    return lambda **span: frozen.shift(timedelta(**span))


@pytest.fixture
def announced():
    """What `service_confirmed` said, in order: (sender's class, keywords)."""
    heard = []

    def hear(sender, **said):
        heard.append((type(sender), said))
    with service_confirmed.connected_to(hear):
        yield heard


