"""What the monthly report of a place says: the figures of the month it was submitted in, as they stand now."""

from __future__ import annotations

from service.core import clock
from service.organization.actors import Actor
from service.statistics import words
from service.statistics.paper import Report, Table
from service.statistics.queries import figures
from service.statistics.queries.tickets import backlog, rates
from service.statistics.queries.tickets.places import spot
from service.statistics.spoken import PLAIN_WORDS, RATE_WORDS, percent, spoken, spoken_of_answers

RATES = (("response", "响应率"), ("resolution", "解决率"), ("satisfaction", "满意率"))
COUNTED = (
    "响应率：在承诺的期限内有人联系反映人的，占应联系的。解决率：评价“已解决”的，占已公布的评价。"
    "满意率：打 4 分或 5 分的，占已公布的评价。",
    words.IN_STEPS,
    "自动确认（答复后 7 天没有评价）和并单单独列出，不算作解决，也不算作满意。不足 5 件的比率不显示。",
    "按提交月份统计，数字是打印时的情况，以后还会变化。各地点按编码排列，不是排名。")
HEADINGS = ("名称", "提交", "未结束", "超期", "响应率", "解决率", "满意率")
WIDTHS = (46, 16, 18, 16, 30, 30, 30)
DAYS = (("planned", "待开展"), ("held", "已开展"), ("not_held", "未开展"))


def report(code: str, month: str, *, by: Actor) -> Report:
    """The report of a month at a place. Raises NotFound, Forbidden."""
    here = spot(code, by)
    found, ages = rates.at(here, month, month), backlog.at(here)
    where = "".join(step.name for step in here.line[-2:])
    return Report(
        title=f"{where} {int(month[:4])}年{int(month[5:])}月 诉求办理月报",
        lines=[*(f"{name}：{spoken(found['whole'][key], RATE_WORDS[key])}" for key, name in RATES),
               "；".join(f"{name} {found['whole'][key]} 件" for key, name in PLAIN_WORDS.items()) + "。"
               + spoken_of_answers(found["whole"])],
        tables=[_figures("各地点", found["places"], "下面没有更小的地点。"),
                _figures("各队列", found["queues"], "没有诉求。"),
                _figures("各类别", found["categories"], "这个月没有人反映。"), _ages(ages),
                *(_courtyards(code, month, by) if here.is_summed else [])],
        notes=COUNTED, printed_at=clock.now(), printed_by=by.display_name)


def _figures(title: str, rows: list[dict], empty: str) -> Table:
    return Table(title, HEADINGS, WIDTHS, [
        [row["name"], *(str(row[key]) for key in ("submitted", "open", "overdue")),
         *(_rate(row[key]) for key, _name in RATES)] for row in rows], empty)


def _rate(rate: dict) -> str:
    return "不显示" if rate["count"] is None else f"{percent(rate)} ({rate['count']}/{rate['n']})"


def _ages(found: dict) -> Table:
    """Open tickets by age, of the place and of those below it."""
    names = list(words.AGES.values())
    rows = [("合计", found), *((row["name"], row) for row in found["places"])]
    return Table("未结束的诉求等了多久", ("名称", "未结束", *names), (46, 18, *[20] * len(names)), [
        [name, str(row["total"]), *(str(age["count"]) for age in row["ages"])] for name, row in rows], "")


def _courtyards(code: str, month: str, by: Actor) -> list[Table]:
    """Courtyards' days of the month, for places where these are counted."""
    found = figures.month(code, month, by=by)
    lines = [("合计", found.counts), *((place.name, found.of[place.id]) for place in found.below)]
    return [Table("院落党群日", ("名称", *(name for _key, name in DAYS), "意见转诉求"), (66, 30, 30, 30, 30), [
        [name, *(str(counts["days", key]) for key, _name in DAYS),
         str(sum(count for (measure, key), count in counts.items() if measure == "opinions" and key != "not_raised"))]
        for name, counts in lines if any(counts["days", key] for key, _name in DAYS)], "这个月没有安排院落党群日。")]
