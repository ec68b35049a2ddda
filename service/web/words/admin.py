"""Words for those who keep places, people, rules, lists and the service."""

from service.feedback.deadlines import Clock
from service.volunteering.models import TRADE_NAMES

CLOCKS = {Clock.NATURAL: "一直计时，包括夜里和节假日", Clock.WORKING: "只算工作日的工作时间"}
SOURCES = {"app": "居民自己提交", "courtyard": "院落党群日", "rider": "骑手随手报"}
LISTS = {"places": "地点", "units": "单位", "staff": "工作人员和角色", "branches": "党组织", "groups": "院落党小组",
         "households": "党员中心户", "members": "党员", "offices": "任职", "stations": "议事站"}
PARTS = {"health": "基本部件", "timers": "定时任务", "alarms": "告警", "storage": "照片存放", "messages": "消息",
         "webhooks": "对外推送"}
DETAILS = {"place": "地点", "role": "角色", "grant": "授权", "version": "版本", "reason": "原因", "before": "原来",
           "after": "现在", "added": "新增", "changed": "修改", "unchanged": "没有变化", "rows": "行数",
           "format": "格式", "asked": "条件", "kind": "种类", "how": "查找方式", "found": "找到",
           "username": "用户名", "level": "级别", "parent": "上级", "paper": "纸张", "messages": "消息数",
           "number": "编号", "codes": "码的数量", "path": "路径", "unit": "单位", "fields": "字段", "count": "数量",
           "event": "事件", "system": "系统", "month": "月份", "of": "按什么分", "actor_id": "账号",
           "account_id": "账号", "membership": "队员", "trade": "行业", "review": "审看", "entry": "第几条",
           "period": "年度", "closed_before": "办结早于", "through": "到第几条", "hash": "校验值",
           "ended_on": "结束日期", "act": "做了什么", "subject": "对象", "since": "从", "until": "到", "from": "从",
           "to": "到", "state": "状态", "queue": "队列", "category": "类别", "overdue": "超期", "q": "文字",
           "view": "看哪些", "group": "党小组", "branch": "党组织", "token": "码"}
VALUES = {"months": "月份", "places": "地点", "queues": "队列", "categories": "类别"}
SUBJECTS = {"account": "账号", "accounts": "账号", "list": "导出的表", "report": "月报", "registration": "报到",
            "registrations": "报到", "team": "队伍", "log": "活动记录", "ticket": "诉求", "tickets": "诉求",
            "member": "党员", "service-record": "服务记录", "import": "导入", "feedback-period": "年度反馈",
            "routing_rule": "分派规则", "messages": "消息", "message": "消息", "outgoing_event": "对外推送",
            "audit": "审计日志", "place": "地点", "category": "类别", "level": "时限", "queue": "接单设置",
            "code": "码", "wish": "心愿", "post": "岗位", "day": "党群日", "decision": "议定的事",
            "group": "党小组", "post-turn": "岗位服务", "unit": "单位", "mediation": "调解",
            "candidate": "发展对象"}
EXPORTS = {"activity-logs": "活动记录", "audit": "审计日志", "backlog": "未结束的等了多久", "branches": "党组织",
           "buildings-without-members": "没有党员的楼栋", "candidates": "党员发展", "codes": "码",
           "courtyard-groups": "院落党小组", "courtyards": "院落的一年", "decisions": "议定的事",
           "feedback-periods": "反馈年度", "households": "党员中心户", "ledger": "诉求台账",
           "ledger-contacts": "带联系方式的诉求台账", "mediations": "调解", "members": "党员", "month": "月统计",
           "my-rider-reports": "我报过的", "offices": "任职", "outgoing-events": "对外推送",
           "party-mass-days": "党群日", "places-without-group": "没有微信群的地点", "post-turns": "岗位服务",
           "posts": "岗位", "rates": "三个比率", "registrations": "报到", "reviews": "公开前的审看",
           "service-records": "服务记录", "stations": "议事站", "team-members": "队员",
           "team-reports": "队伍报的事", "teams": "队伍", "unit-members": "单位党员", "units": "单位",
           "wechat-groups": "微信群", "wishes": "心愿", "worst": "超期和没解决的", "yearly-feedback": "年度反馈"}
WORDS = {"trade": TRADE_NAMES, "clock": CLOCKS, "source": SOURCES, "list": LISTS, "part": PARTS, "detail": DETAILS,
         "value": VALUES, "subject": SUBJECTS, "export": EXPORTS}
