"""What a rider reports with his first tap: each kind's Chinese words, its category, and who may follow it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.feedback.routing import Urgency


class Kind(StrEnum):
    """What was seen, or what riders themselves need."""

    ROAD_DAMAGE = "road_damage"
    FIRE_LANE_BLOCKED = "fire_lane_blocked"
    MANHOLE_COVER_MISSING = "manhole_cover_missing"
    FALLING_OBJECT = "falling_object"
    STREET_LIGHT_OUT = "street_light_out"
    ILLEGAL_DUMPING = "illegal_dumping"
    HELP_NEEDED = "help_needed"
    OTHER = "other"
    NEED_CHARGING = "need_charging"
    NEED_REST = "need_rest"
    NEED_RIGHTS = "need_rights"


class Told(StrEnum):
    """What the sender's team hears of a report: all of it, that it is there without its answer, or nothing."""

    WITH_ANSWER = "with_answer"
    WITHOUT_ANSWER = "without_answer"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Facts:
    """A kind's name on the button, the ticket's text when nothing was written, and where it belongs."""

    name: str
    sentence: str
    category: str | None
    urgency: Urgency = Urgency.ORDINARY
    told: Told = Told.WITH_ANSWER


KINDS: dict[Kind, Facts] = {
    Kind.ROAD_DAMAGE: Facts("路面破损", "路面破损，请来查看。", "traffic.roads"),
    Kind.FIRE_LANE_BLOCKED: Facts("消防通道堵塞", "消防通道堵塞，请来查看。", "safety.fire_lane"),
    Kind.MANHOLE_COVER_MISSING: Facts("井盖缺失", "井盖缺失，请先围挡再补上。", "facilities.drains",
                                      Urgency.URGENT),
    Kind.FALLING_OBJECT: Facts("高空坠物隐患", "有东西松动或歪斜，怕掉下来伤人，请来查看。",
                               "safety.falling_objects"),
    Kind.STREET_LIGHT_OUT: Facts("路灯不亮", "路灯不亮，请来查看。", "facilities.lamp"),
    Kind.ILLEGAL_DUMPING: Facts("垃圾堆放", "有垃圾乱堆放，请来清运。", "environment.garbage"),
    Kind.HELP_NEEDED: Facts("有人需要帮助", "这里有人需要帮助，请来看看。", "help", Urgency.URGENT,
                            Told.WITHOUT_ANSWER),
    Kind.OTHER: Facts("其他", "有情况请来查看，见照片。", None, told=Told.WITHOUT_ANSWER),
    Kind.NEED_CHARGING: Facts("充电难", "骑手在这一带充电、换电难，请帮忙解决。", "traffic.delivery.riders.charging"),
    Kind.NEED_REST: Facts("歇脚难", "骑手在这一带没有地方歇脚、喝水，请帮忙解决。", "traffic.delivery.riders.rest"),
    Kind.NEED_RIGHTS: Facts("权益维护", "骑手有权益方面的事需要帮助，请与本人联系。", "services.wages.riders",
                            told=Told.NOTHING),
}
"""A person in need is no team's business beyond the fact, and a rider's rights are not his leader's."""
