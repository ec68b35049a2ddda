"""Says in plain Chinese what is wrong with a rule, for its editor and for the alarm when it breaks later."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from service.feedback.routing.rules import Queue, Rule
from service.feedback.routing.windows import spans
from service.feedback.routing.words import fold


def broken(
    rule: Rule, known_places: Collection[str] | Callable[[str], bool], known_categories: Mapping[str, bool],
) -> list[str]:
    """Return one Chinese sentence per fault of a rule; an empty list is a sound rule.

    `known_places` holds tree paths, or tells of one path whether it exists ("/" always does);
    `known_categories` maps every category code to whether it needs enforcement.
    """
    is_place = known_places if callable(known_places) else known_places.__contains__
    return [*_conditions(rule, is_place, known_categories), *_times(rule), *_queues(rule, known_categories)]


def _conditions(
    rule: Rule, is_place: Callable[[str], bool], known_categories: Collection[str],
) -> Iterator[str]:
    if rule.place_path != "/" and not (rule.place_path.endswith("/") and is_place(rule.place_path)):
        yield f"地点“{rule.place_path}”不存在，请重新选择。"
    if rule.category is not None and rule.category not in known_categories:
        yield f"分类“{rule.category}”不存在，请重新选择。"
    if any(not fold(word).strip() for word in rule.keywords):
        yield "关键词里有空白项，请删去。"


def _times(rule: Rule) -> Iterator[str]:
    if not spans(None, rule.time_from, rule.time_to):
        yield "时间段的开始和结束相同，规则永远不会生效。"
    if rule.weekdays is not None and not rule.weekdays:
        yield "没有选择任何一天，规则永远不会生效。"
    if rule.weekdays is not None and not rule.weekdays <= set(range(7)):
        yield "星期只能是周一到周日（0 到 6）。"
    if _naive(rule.valid_from) or _naive(rule.valid_to):
        yield "生效或失效时间没有注明时区。"
    elif rule.valid_from is not None and rule.valid_to is not None and rule.valid_to <= rule.valid_from:
        yield "失效时间必须晚于生效时间。"


def _queues(rule: Rule, known_categories: Mapping[str, bool]) -> Iterator[str]:
    if rule.fallback == rule.queue:
        yield "备用队列与接单队列相同，等于没有备用。"
    if rule.queue != Queue.COMMUNITY and rule.fallback is None:
        yield "党员接单、群众接单必须写明无人接单时转到哪里。"
    volunteers = {rule.queue, rule.fallback} & {Queue.PARTY_MEMBER, Queue.PUBLIC}
    if volunteers and _needs_enforcement(rule.category, known_categories):
        yield f"分类“{rule.category}”须由执法部门处理，不能派给党员或群众，也不能作为备用。"


def _needs_enforcement(category: str | None, known_categories: Mapping[str, bool]) -> bool:
    # A child is never freer than its parent: "safety.fire_lane" needs enforcement when "safety" does.
    parts = category.split(".") if category is not None else []
    return any(known_categories.get(".".join(parts[:length]), False) for length in range(1, len(parts) + 1))


def _naive(at: datetime | None) -> bool:
    return at is not None and at.tzinfo is None
