"""Words for the parts of the service: what each timer does, what each alarm is about, in the words of who looks after
it. A test asks that every timer and every alarm has one."""

from service.exchange.models import EventState
from service.exchange.systems import Event

EVENTS = {EventState.DEAD: "没有送达的", EventState.WAITING: "等着发的", EventState.DELIVERED: "送到了的"}
TOLD = {Event.FORWARDED: "转来一件", Event.TAKEN_BACK: "已收回", Event.CLOSED: "已办结"}
HEALTH = {"database": "数据库", "migrations": "数据库结构", "photos": "照片目录"}
TIMERS = {
    "abandoned_drafts": "清理没写完的活动记录", "audit_chain": "核对审计日志", "clockwork": "诉求的时限和催办",
    "content_checks": "公开前的内容检查", "courtyard": "安排和提醒院落党群日", "delivery": "发送消息",
    "development_reminders": "提醒党员发展的下一步", "doomed_files": "删除不用的照片文件",
    "enforcement": "把须执法的诉求转给社区", "exchange": "向外部系统推送", "exchange_forgetting": "清理旧的推送记录",
    "feedback_unacknowledged": "催单位确认年度反馈", "feedback_unwritten": "催社区写年度反馈",
    "figures": "重算院落的统计", "idempotency_keys": "清理防重复提交的记录", "log_rows": "清理过期的日志",
    "loose_photos": "清理没有用上的照片", "mediation_counts": "公布调解的统计",
    "mediation_reminders": "提醒调解的期限和回访",
    "personal_fields": "清理到期的个人信息", "picture_traces": "清理照片检查的记录",
    "published_answers": "公布居民的评价",
    "registrations_waiting": "催办等受理的报到", "reviewers": "找审看人", "routing_rules": "检查分派规则",
    "sign_ins": "整理登录和密码尝试的记录", "ticket_figures": "重算诉求的统计",
    "wechat_group_codes": "提醒更新微信群二维码", "wechat_verdicts": "演示用的照片检查结果", "wishes": "心愿到期和询问",
}
ALARMS = {
    "audit_broken": "审计日志", "calendar_unknown": "节假日安排", "content_check_misuse": "微信内容检查",
    "job_failed": "后台任务", "limits_away": "计数的存储", "message_misuse": "微信消息", "no_reviewer": "没有审看人",
    "no_routing_rule": "没有适用的规则", "nobody_decides_objection": "没有决定异议的人",
    "objection_overdue": "异议过期", "photo_storage": "照片文件", "routing_rule_broken": "分派规则",
    "safeguards_missing": "缺少底线规则", "safeguards_too_weak": "底线规则有漏", "template_missing": "微信提醒的模板",
    "timer_failed": "诉求的定时处理", "unknown_key": "这台机器没有的密钥", "webhook_given_up": "对外推送已放弃",
    "webhook_not_trusted": "对外推送的签名",
    "webhook_refused": "对外推送被拒收", "wechat_misconfigured": "小程序的编号和密钥", "wechat_misuse": "对微信的请求",
}
LINES = {"health": HEALTH, "timers": TIMERS, "alarms": ALARMS, "storage": {"megabytes_free": "剩余空间（MB）"},
         "messages": {"waiting": "等着发的", "dead": "没有送达的"},
         "webhooks": {"waiting": "等着推送的", "dead": "没有送达的"}}
"""By part and name of a line of `core.condition`."""

WORDS = {"event_state": EVENTS, "told": TOLD}


def line_name(line: dict) -> str:
    """What a line of the state of the service is about; of a name nobody has a word for, the name itself."""
    return LINES.get(line["part"], {}).get(line["name"].partition(":")[0], line["name"])
