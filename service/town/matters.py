"""Two months of matters in the demonstration town, lived through the real verbs at the moments they are said to be.

Figures of a town with five answers would be withheld; this one has enough for a supervisor to see something, and of
every kind one that is still open: waiting, late, in hand, asked about, unsolved, to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from service.accounts.actions import create_account
from service.core import clock
from service.core.database import db
from service.feedback import actions
from service.feedback.models import Solved, Ticket
from service.organization.actors import Actor
from service.organization.queries.people import actor_of_account
from service.town.town import Town

NEIGHBOURS = ("刘阿婆", "杨大姐", "黄叔叔", "何婆婆", "邓大哥", "罗小妹")
LAMP, PIPE, DRAIN = "楼道灯坏了，晚上看不见台阶。", "楼下水管漏水，地面一直是湿的。", "下水道堵了，有臭味。"
RUBBISH, LIFT, BENCH = "纸箱堆在门口没人收。", "电梯按键失灵。", "小区长椅断了一条腿。"
ROAD, CABLE = "路面坏了一块，老人容易绊倒。", "空中的线垂下来了。"
CYCLE = (  # days ago, where, what, who takes it on, hours to contact and to answer, solved, satisfied, in his own words
    (58, "building_1", LAMP, "member-wang", 2, 9, Solved.YES, 5, "亮了，谢谢。"),
    (55, "building_2", PIPE, "worker-zhang", 1, 20, Solved.YES, 4, None),
    (51, "river_building", ROAD, "worker-zhou", 20, 70, Solved.PARTLY, 3, "只补了一半。"),
    (47, "building_3", DRAIN, "worker-zhang", 3, 26, Solved.YES, 5, None),
    (44, "building_1", BENCH, "worker-zhou", 30, 100, Solved.YES, 4, None),
    (40, "river_building", LAMP, "worker-zhang", 4, 30, Solved.NO, 2, None),
    (36, "building_2", ROAD, "worker-zhang", 5, 50, Solved.YES, 4, None),
    (33, "building_3", LIFT, "worker-zhou", 2, 12, Solved.YES, 5, "很快。"),
)
AGAIN = (0, 30)  # how many days later everything happened once more, in the other month


@dataclass(slots=True)
class Cast:
    """Who takes part, by name, and the neighbours who come by turns."""

    neighbours: list[Actor]
    turn: int = 0

    def next_neighbour(self) -> Actor:
        """Another one at each matter."""
        self.turn += 1
        return self.neighbours[self.turn % len(self.neighbours)]


def live() -> None:
    """Let the matters happen, in the caller's transaction."""
    cast, begun = Cast([_neighbour(name) for name in NEIGHBOURS]), clock.now()
    events = [(begun - timedelta(days=days - later, hours=days % 5), row) for later in AGAIN
              for days, *row in CYCLE]
    for at, row in sorted(events, key=lambda pair: pair[0]):
        _whole_life(cast, at, *row)
    for hours, live_one in STANDING:
        live_one(cast, begun - timedelta(hours=hours))


def _neighbour(name: str) -> Actor:
    return actor_of_account(create_account(name).id)


def _submitted(by: Actor, at: datetime, where: str, text: str, **more) -> str:
    """The number of a matter reported at a moment."""
    with clock.standing_at(at):
        return actions.submit(by=by, text=text, code_token=Town().token(where), **more).number


def _at(at: datetime, hours: float, act: Callable, *args, **kw) -> None:
    with clock.standing_at(at + timedelta(hours=hours)):
        act(*args, **kw)


def _answered(number: str, at: datetime, who: str, contacted: float, answered: float) -> None:
    holder = Town().actor(who)
    _at(at, contacted - 0.5, actions.claim, number, by=holder)
    _at(at, contacted, actions.contact, number, by=holder, method="phone", reached=True)
    _at(at, answered, actions.answer, number, by=holder, text="已经到现场看过并处理，请您再看看。")


def _whole_life(cast: Cast, at: datetime, where: str, text: str, who: str, contacted: float, answered: float,
                solved: Solved, satisfaction: int, comment: str | None) -> None:
    """From the report to the rating; an unsolved one is done again and solved the second time."""
    by = cast.next_neighbour()
    category = {"category": "facilities.lamp"} if text is LAMP and who.startswith("member") else {}
    number = _submitted(by, at, where, text, **category)
    if not category:
        _to_the_community(number, at)
    _answered(number, at, who, contacted, answered)
    _at(at, answered + 5, actions.rate, number, by=by, solved=solved, satisfaction=satisfaction, comment=comment,
        contacted_in_time=contacted <= 24)
    if solved is Solved.NO:
        holder = Town().actor(who)
        _at(at, answered + 20, actions.contact, number, by=holder, method="visit", reached=True)
        _at(at, answered + 40, actions.answer, number, by=holder, text="重新换了线路，连看了三晚都亮。")
        _at(at, answered + 60, actions.rate, number, by=by, solved=Solved.YES, satisfaction=4)


def _to_the_community(number: str, at: datetime) -> None:
    """Where the rules gave it to members or the public, the community takes it over at once."""
    ticket = db.session.scalars(sa.select(Ticket).where(Ticket.number == number)).one()
    if ticket.queue.value != "community":
        _at(at, 0.1, actions.transfer, number, by=Town().actor("worker-zhang"), queue=type(ticket.queue).COMMUNITY,
            reason="要联系物业，由社区来办。")


def _waiting(cast: Cast, at: datetime) -> None:
    """A lamp a member may take on, and something for whoever passes by."""
    _submitted(cast.next_neighbour(), at, "building_2", LAMP)
    _submitted(cast.next_neighbour(), at, "building_3", RUBBISH, public=True)


def _late(cast: Cast, at: datetime) -> None:
    """Nobody took it on in time."""
    number = _submitted(cast.next_neighbour(), at, "river_building", DRAIN)
    _to_the_community(number, at)


def _in_hand(cast: Cast, at: datetime) -> None:
    """One that a worker holds, and that two neighbours say "me too" to."""
    number = _submitted(cast.next_neighbour(), at, "building_1", PIPE, public=True)
    _to_the_community(number, at)
    _at(at, 1, actions.claim, number, by=Town().actor("worker-zhang"))
    for hours, name in enumerate(("member-zhao", "volunteer-qian"), 2):
        _at(at, hours, actions.support, number, by=Town().actor(name))


def _asked(cast: Cast, at: datetime) -> None:
    """The reporter was asked for more; the clock stands still."""
    number = _submitted(Town().actor("resident-li"), at, "building_1", CABLE)
    _to_the_community(number, at)
    worker = Town().actor("worker-zhou")
    _at(at, 1, actions.claim, number, by=worker)
    _at(at, 2, actions.ask, number, by=worker, text="是哪一侧的线？能不能拍一张照片？")


def _to_be_rated(cast: Cast, at: datetime) -> None:
    """Answered, and waiting for 李阿姨 to say whether it is solved."""
    number = _submitted(Town().actor("resident-li"), at, "building_1", BENCH)
    _to_the_community(number, at)
    _answered(number, at, "worker-zhang", 2, 20)


def _unsolved(cast: Cast, at: datetime) -> None:
    """Answered, and not solved: open again."""
    by = cast.next_neighbour()
    number = _submitted(by, at, "river_building", ROAD)
    _to_the_community(number, at)
    _answered(number, at, "worker-zhou", 3, 30)
    _at(at, 50, actions.rate, number, by=by, solved=Solved.NO, satisfaction=1, comment="车一压又坏了。")


STANDING = ((150, _unsolved), (70, _late), (46, _to_be_rated), (30, _asked), (20, _in_hand), (3, _waiting))
