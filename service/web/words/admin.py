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
           "format": "格式", "asked": "条件", "kind": "种类", "how": "查找方式",
           "found": "找到", "username": "用户名", "level": "级别",
           "parent": "上级", "paper": "纸张", "messages": "消息数", "number": "编号", "codes": "码的数量",
           "path": "路径", "unit": "单位", "fields": "字段", "count": "数量", "event": "事件", "system": "系统"}
WORDS = {"trade": TRADE_NAMES, "clock": CLOCKS, "source": SOURCES, "list": LISTS, "part": PARTS, "detail": DETAILS}
