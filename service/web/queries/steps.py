"""The steps of a ticket's life in sentences, for those who handle and oversee it."""

from __future__ import annotations

from service.feedback.queries.forwarding import name_of
from service.feedback.queries.showing import category_of
from service.feedback.workflow import REJECT_REASONS, Verb
from service.web.words import day, moment
from service.web.words.desk import METHODS, REQUESTS
from service.web.words.matters import QUEUES, URGENCIES


def told(step: dict) -> list[str]:
    """What the facts of one step of a timeline say; nothing where there are none, or they are not for who looks."""
    facts = step["data"] or {}
    tell = TELLERS.get(step["verb"])
    return [said for said in tell(facts) if said] if tell and facts else []


def _claim(facts: dict) -> list[str | None]:
    return [f"承诺 {day(facts['due_on'])} 前办好" if facts.get("due_on") else None]


def _dispatch(facts: dict) -> list[str | None]:
    return [f"派给 {facts['holder']}" if facts.get("holder") else None]


def _contact(facts: dict) -> list[str | None]:
    reached = "联系上了" if facts.get("reached") else "没有联系上"
    return [f"{METHODS.get(facts.get('method'), '')}，{reached}"]


def _move(facts: dict) -> list[str | None]:
    before = facts.get("before")
    known = before if isinstance(before, dict) else {"queue": before}
    changed = known.get("queue") != facts.get("queue")
    return [f"从{QUEUES.get(known.get('queue'), '')}转到{QUEUES.get(facts.get('queue'), '')}" if changed else None,
            "换了地点" if facts.get("place") and known.get("place") != facts["place"] else None]


def _recategorize(facts: dict) -> list[str | None]:
    topic = category_of(facts.get("category"))
    return [f"改为：{topic['name']}" if topic else None, f"规则：{facts['rule']}" if facts.get("rule") else None]


def _reject(facts: dict) -> list[str | None]:
    return [REJECT_REASONS.get(facts.get("reason_code")), _elsewhere(facts)]


def _elsewhere(facts: dict) -> str | None:
    return f"可以向这里反映：{facts['other_channel']}" if facts.get("other_channel") else None


def _until(facts: dict) -> list[str | None]:
    return [f"到 {moment(facts['until'])}" if facts.get("until") else None]


def _consent(facts: dict) -> list[str | None]:
    return [f"{'同意' if facts.get('granted') else '不同意'}{REQUESTS.get(facts.get('kind'), '')}"]


def _escalate(facts: dict) -> list[str | None]:
    return ["由区里督办" if facts.get("level") == 2 else "由镇街督办"]


def _decide_objection(facts: dict) -> list[str | None]:
    return ["重新办理" if facts.get("decision") == "reopen" else "维持原来的决定"]


def _forward(facts: dict) -> list[str | None]:
    return [f"转给 {name_of(facts['external_system'])}" if facts.get("external_system") else None,
            f"那边的编号 {facts['external_id']}" if facts.get("external_id") else None]


def _merge(facts: dict) -> list[str | None]:
    return [f"并入 {facts['into']}" if facts.get("into") else None]


TELLERS = {
    Verb.CLAIM: _claim, Verb.DISPATCH: _dispatch, Verb.CONTACT: _contact, Verb.TRANSFER: _move,
    Verb.FALL_THROUGH: _move, Verb.RECATEGORIZE: _recategorize, Verb.REJECT: _reject,
    Verb.END: lambda facts: [_elsewhere(facts)], Verb.SUSPEND: _until, Verb.EXTEND: _until, Verb.CONSENT: _consent,
    Verb.ESCALATE: _escalate, Verb.FORWARD: _forward, Verb.FEED_BACK: _forward, Verb.TAKE_BACK: _forward,
    Verb.MERGE: _merge, Verb.DECIDE_OBJECTION: _decide_objection,
}


def why_here(route: dict | None) -> list[str]:
    """Why a ticket went to its queue, in sentences; nothing for who may not know."""
    if not route:
        return []
    matched, guessed, weekdays = route.get("matched") or {}, route.get("category"), "一二三四五六日"
    topic = category_of(matched.get("category"))
    days = "、".join(f"周{weekdays[each]}" for each in matched.get("weekdays", []))
    hours = [each or "" for each in matched.get("hours", [])]
    return [said for said in (
        f"按规则“{route['rule']}”分派。",
        f"类别是“{topic['name']}”。" if topic else None,
        f"文字里有：{'、'.join(matched['keywords'])}。" if "keywords" in matched else None,
        f"反映人说：{URGENCIES.get(matched['urgency'], '')}。" if "urgency" in matched else None,
        "是这一片的专门规则。" if "place" in matched else None,
        f"时间在{days}{'到'.join(hours)}。" if days or hours else None,
        _guess(guessed) if guessed and guessed.get("confidence", 1) < 1 else None,
        "须由有执法权的部门处理，所以交给社区。" if route.get("enforced") else None) if said]


def _guess(guessed: dict) -> str:
    topic = category_of(guessed["code"])
    return f"类别是系统从文字看出来的：{topic['name']}，把握 {guessed['confidence']:.0%}。"
