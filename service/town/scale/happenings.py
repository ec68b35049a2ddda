"""Twelve months of party-mass days in the made-up district: what was held, recorded, said and decided."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.courtyard.models import (
    ActivityItem,
    ActivityLog,
    DayRule,
    DayState,
    Decision,
    DecisionState,
    ItemKind,
    LogState,
    Opinion,
    PartyMassDay,
    Presence,
    Reason,
    RuleKind,
)
from service.feedback import actions as feedback
from service.feedback import numbers
from service.feedback.models import Ticket
from service.feedback.routing import Urgency
from service.feedback.workflow import Outcome, State
from service.town.scale.ground import Ground, add, write
from service.town.town import Town

HELD, SAYS_SOMETHING, DECIDES = 0.93, 0.3, 0.35
BEGIN, END = time(9), time(10, 30)
FIRST_NUMBER = 500_000_000  # far above what a demonstration reaches
TOPICS = ("春节期间用火用电", "春耕补贴怎么领", "森林防火", "城乡医保缴费", "防汛避险", "反诈骗", "高温天气照看老人",
          "秋收农机安全", "养老保险认证", "耕地保护", "冬季取暖安全", "一年公开账目")
SAID = ("进院路上有两盏路灯不亮。", "水渠堵了，下雨就淹到路上。", "垃圾收得太少，夏天味道大。",
        "院坝边的护栏松了，老人小孩危险。")


def rules(ground: Ground, first: int = 1) -> int:
    """The fixed day of each group, one of the first 28 of a month from `first` on."""
    moment, groups = clock.now(), ground.ids["groups"]
    last = f"{ground.months[-1]:%Y-%m}"
    for number, group in enumerate(groups):
        group["day"] = (number * 10 + first - 1) % 28 + 1
    return add(DayRule, [
        {"group_id": group["group_id"], "kind": RuleKind.DAY_OF_MONTH, "day": group["day"], "at": "09:00",
         "valid_from": ground.months[0], "planned_through": last, "set_at": moment, "announce_before": 3}
        for group in groups])


def days(ground: Ground, month: date, number: int) -> int:
    """The day of every group in one month, and the logs of those that were held. One transaction."""
    with atomic():
        rows = [_day(ground, group, month) for group in ground.ids["groups"]]
        ids = write(PartyMassDay, rows)
        held = [(day_id, row, group) for day_id, row, group in zip(ids, rows, ground.ids["groups"], strict=True)
                if row["state"] is DayState.HELD]
        return len(rows) + _logs(ground, held, number)


def _day(ground: Ground, group: dict, month: date) -> dict:
    on = month.replace(day=group["day"])
    state, reason = DayState.PLANNED, None
    if on < ground.recorded_until:
        state = DayState.HELD if ground.chance.random() < HELD else DayState.NOT_HELD
        reason = ground.chance.choice(list(Reason)) if state is DayState.NOT_HELD else None
    ended = state is not DayState.PLANNED
    return {"group_id": group["group_id"], "month": f"{on:%Y-%m}", "on": on, "at": "09:00", "announce_before": 3,
            "state": state, "not_held_reason_code": reason, "not_held_reason": reason and "改到下个月一起说",
            "closed_at": ground.moment(on, 11) if ended else None, "closed_by_id": None,
            "wake_on": None if ended else on + timedelta(days=3),
            **{name: group[name] for name in ("place_id", "town_id", "community_id")}}


def _logs(ground: Ground, held: list[tuple], number: int) -> int:
    logs = []
    for day_id, day, group in held:
        moment = ground.moment(day["on"], 11)
        logs.append({
            "client_id": str(UUID(int=day_id)), "day_id": day_id, "group_id": group["group_id"],
            "recorder_id": ground.recorder_id, "state": LogState.APPROVED, "fingerprint": "", "begins_at": BEGIN,
            "ends_at": END, "host_id": group["members"][0], "others_present": ground.chance.randrange(25),
            "minutes": {}, "decisions": [], "for_supervisor": False, "created_at": moment, "saved_at": moment,
            "submitted_by_id": ground.recorder_id, "submitted_at": moment,
            "decided_by_id": ground.approver_id, "decided_at": ground.moment(day["on"], 20),
            **{name: group[name] for name in ("place_id", "place_path", "town_id", "community_id")}})
    ids = write(ActivityLog, logs)
    events = [(log_id, *each) for log_id, each in zip(ids, held, strict=True)]
    count = len(ids) + add(Presence, [
        {"log_id": log_id, "member_id": member, "present": ground.chance.random() < 0.85, "reason": None}
        for log_id, _, _, group in events for member in group["members"]])
    count += add(ActivityItem, [
        {"log_id": log_id, "client_id": "briefing", "position": 0, "kind": ItemKind.POLICY_BRIEFING,
         "text": f"念了政策，讲了{TOPICS[number]}。", "title": TOPICS[number]}
        for log_id, *_ in events])
    return count + _opinions(ground, events, number) + _decisions(ground, events)


def _opinions(ground: Ground, events: list[tuple], number: int) -> int:
    """Some were asked and said something; each is a ticket, most of them closed by now."""
    spoken = [event for event in events if ground.chance.random() < SAYS_SOMETHING]
    model, tickets = _ticket_like(), []
    for log_id, _day_id, day, group in spoken:
        tickets.append(model | _life(ground, day["on"], number) | {
            "number": numbers.compose("500115", day["on"], FIRST_NUMBER + log_id),
            "external_id": f"log:{log_id}:opinion",
            "text": ground.chance.choice(SAID), "place_id": group["place_id"], "place_path": group["place_path"],
            "town_id": group["town_id"], "community_id": group["community_id"], "compound_id": group["place_id"]})
    ids = write(Ticket, tickets)
    return len(ids) + add(Opinion, [
        {"log_id": log_id, "group_id": group["group_id"], "client_id": "opinion", "position": 0, "text": None,
         "urgency": Urgency.ORDINARY, "place_id": group["place_id"], "to_raise": True, "consent": False,
         "ticket_id": ticket} for ticket, (log_id, _, _, group) in zip(ids, spoken, strict=True)])


def _life(ground: Ground, on: date, number: int) -> dict:
    """The times of a ticket raised on a day, and how it stands: old ones are closed."""
    raised, recent = ground.moment(on, 10), number == len(ground.months) - 1
    times = dict.fromkeys(("created_at", "answer_since", "queued_at", "ring_compound_at", "ring_community_at"), raised)
    first = raised + timedelta(days=1)
    limits = {"claim_by": first, "respond_by": first, "answer_by": raised + timedelta(days=7), "wake_at": None}
    if recent and ground.chance.random() < 0.5:
        return times | limits | {"state": State.QUEUED, "outcome": None, "closed_at": None, "limit_at": first,
                                 "responded_at": None}
    outcome = Outcome.CONFIRMED if ground.chance.random() < 0.8 else Outcome.AUTO_CONFIRMED
    return times | limits | {"state": State.CLOSED, "outcome": outcome, "closed_at": raised + timedelta(days=5),
                             "limit_at": None, "responded_at": raised + timedelta(hours=6)}


def _ticket_like() -> dict:
    """The columns of a ticket that went the real way, as the pattern of all others."""
    known = sa.select(Ticket).where(Ticket.external_id == "pattern")
    ticket = db.session.scalar(known)
    if ticket is None:
        lead, place = Town().actor("lead-hu"), Town().place("courtyard_1")
        feedback.submit(by=lead, text="进院路上的路灯不亮。", place_code=place.code, on_behalf_of={"name": "谭大娘"},
                        source="courtyard", external_id="pattern")
        ticket = db.session.scalar(known)
    return {column.key: getattr(ticket, column.key) for column in Ticket.__table__.columns
            if column.key not in ("id", "contact_name", "contact_phone_index")}


def _decisions(ground: Ground, events: list[tuple]) -> int:
    made = [event for event in events if ground.chance.random() < DECIDES]
    return add(Decision, [_decision(ground, log_id, day_id, day, group) for log_id, day_id, day, group in made])


def _decision(ground: Ground, log_id: int, day_id: int, day: dict, group: dict) -> dict:
    due = day["on"] + timedelta(days=20)
    done = due < ground.today and ground.chance.random() < 0.9
    return {"day_id": day_id, "group_id": group["group_id"], "log_client_id": str(UUID(int=day_id)),
            "client_id": "decision", "position": 0, "what": "清理水渠", "who": "院落全体党员", "due_on": due,
            "state": DecisionState.DONE if done else DecisionState.OPEN, "ended_on": due if done else None,
            "done_text": "清完了。" if done else None, "entered_at": ground.moment(day["on"], 11),
            **{name: group[name] for name in ("place_id", "town_id", "community_id")}}
