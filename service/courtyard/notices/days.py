"""Who hears of a day and of its decisions, in plain words; nobody is told who has read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from service.courtyard import calendar
from service.courtyard.models import Decision, PartyMassDay, Reason
from service.courtyard.queries import people
from service.courtyard.queries.agenda import agenda
from service.notifications import outbox
from service.notifications.outbox import Letter
from service.screening.persons import found_in, masked

REASONS = {Reason.WEATHER: "天气原因", Reason.FARMING: "农忙", Reason.EMERGENCY: "有应急任务",
           Reason.TOO_FEW: "到场人数不足", Reason.VENUE: "场地用不了", Reason.OTHER: "其他原因"}
LONGEST, MOST = 40, 5


def _tell(day: PartyMassDay, accounts: Iterable[int], kind: str, title: str, body: str) -> None:
    body = masked(body, found_in(body))  # a reason or a decision may name somebody, and the whole group reads it
    outbox.put([Letter(account_id=account, kind=kind, title=title, body=body, subject=f"day:{day.id}",
                       dedupe_key=f"day:{day.id}/{day.version}/{kind}/{account}", place_id=day.community_id)
                for account in dict.fromkeys(accounts)])


def when_and_where(day: PartyMassDay) -> str:
    """`大屋院落党小组 3月5日（星期四）09:00 在议事站`."""
    where = f"在{day.station.name}" if day.station else f"在{day.place.name}"
    return f"{day.group.name} {calendar.in_words(day.on, day.at)} {where}"


def agenda_in_words(day: PartyMassDay) -> str:
    """What is to be talked about; the first few of each kind. What residents said stays out of messages."""
    found = agenda(day)
    parts = [("要通报的办理结果", [_outcome(one) for one in found["finished_decisions"]]),
             ("还在办的事", [one["what"] for one in found["open_decisions"]])]
    said = [f"{heading}：{_listed(texts)}" for heading, texts in parts if texts]
    if found["opinions"]:
        said.insert(0, f"{len(found['opinions'])} 件群众意见的答复")
    return "。".join(said) if said else "政策宣讲、民情收集、党员发展、矛盾调解"


def _outcome(decision: dict) -> str:
    return f"{decision['what']}（{'已办' if decision['state'] == 'done' else '不再办'}）"


def _listed(texts: list[str]) -> str:
    more = f"等 {len(texts)} 件" if len(texts) > MOST else ""
    return "；".join(text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for text in texts[:MOST]) + more


def announced(day: PartyMassDay) -> None:
    """The group hears a few days before, with the agenda."""
    _tell(day, people.members_of(day.group_id), "day_announced", "院落党群日",
          f"{when_and_where(day)}开展院落党群日。议程：{agenda_in_words(day)}。")


def moved(day: PartyMassDay, was: str, reason: str) -> None:
    """The group hears at once; `was` is when it had been."""
    _tell(day, people.members_of(day.group_id), "day_moved", "院落党群日改期",
          f"原定{was}的院落党群日有变动：{when_and_where(day)}。原因：{reason}。议程：{agenda_in_words(day)}。")


def called_off(day: PartyMassDay) -> None:
    """The group hears that it need not come."""
    _tell(day, people.members_of(day.group_id), "day_called_off", "院落党群日不开展",
          f"{when_and_where(day)}的院落党群日不开展了。原因：{REASONS[day.not_held_reason_code]}，{day.not_held_reason}")


def reopened(day: PartyMassDay) -> None:
    """The group hears that it takes place after all."""
    _tell(day, people.members_of(day.group_id), "day_reopened", "院落党群日照常开展",
          f"{when_and_where(day)}照常开展院落党群日。议程：{agenda_in_words(day)}。")


def to_be_recorded(day: PartyMassDay, accounts: Iterable[int]) -> None:
    """A gentle word, once to each."""
    _tell(day, accounts, "day_to_record", "院落党群日还没有记录",
          f"{day.group.name} {calendar.in_words(day.on, day.at)}的院落党群日还没有记录。"
          "开展了请补记，没有开展写明原因就可以。")


def overdue(decision: Decision, accounts: Iterable[int], today: date) -> None:
    """The lead and the one named hear once that a decision waits past its day."""
    late = (today - decision.due_on).days
    outbox.put([Letter(
        account_id=account, kind="decision_overdue", title="议定事项到期了", subject=f"decision:{decision.id}",
        body=f"“{decision.what}”（{decision.who}）已过约定时间 {late} 天。办好了请登记，办不了可以说明原因。",
        dedupe_key=f"decision:{decision.id}/{decision.due_on}/overdue/{account}", place_id=decision.community_id)
        for account in dict.fromkeys(accounts)])
