"""What a person does about each alarm (`core.metrics.alarm`), in words for the page of the state of the service."""

from __future__ import annotations

ALARMS = {
    "audit_broken": "审计日志的链条对不上：请立即备份数据库，不要改动，并报告负责安全的人。",
    "calendar_unknown": "还没有明年的节假日安排，工作日时限暂按自然日计算：请升级 chinesecalendar。",
    "content_check_misuse": "微信内容检查的参数或权限不对，公开内容改由人工查看：请核对小程序的接口权限。",
    "job_failed": "有后台任务出错，会自动再试：请看上面是哪一个，并请维护人员看日志。",
    "message_misuse": "有消息的模板填写不符合微信要求：请核对 WECHAT_TEMPLATES 里的字段。",
    "no_reviewer": "有涉及工作人员的诉求没有人可以审看：请给区里另一个没有被提到的人授权。",
    "no_routing_rule": "有诉求没有规则适用，已交社区：请补一条没有任何条件的分派规则。",
    "nobody_decides_objection": "有异议没有可以决定的人：请给上一级另一个没有经手的人授权。",
    "objection_overdue": "有异议过了 5 个工作日没有决定，已转区里：请在工作台“异议待决定”里处理。",
    "photo_storage": "照片文件写不进或删不掉：请检查磁盘空间和照片目录的权限。",
    "safeguards_missing": "有一类底线规则没有了，暂用随系统自带的：请运行 feedback seed 补上，再核对“底线规则”。",
    "safeguards_too_weak": "有的险情或对干部的反映会漏过：请在“底线规则”里补词，日志里有是哪几句。",
    "routing_rule_broken": "有分派规则有问题：请在“分派规则”里找标红的规则修改。",
    "template_missing": "有订阅消息模板没有设置，相关消息只进收件箱：请设置 WECHAT_TEMPLATES。",
    "timer_failed": "有诉求的定时处理出错，其他诉求不受影响：请维护人员按日志里的编号查看。",
    "webhook_given_up": "对外推送一周没有送达，已放弃：请与对方核对后在“外部系统”里重新发送。",
    "webhook_not_trusted": "对方系统不认我们的签名：请与对方核对密钥，改好后会自动继续。",
    "webhook_refused": "对方系统拒收了一条推送：请在“外部系统”里看原因，处理后重新发送。",
    "wechat_misconfigured": "小程序的编号或密钥不对，消息都在等：请核对 WECHAT_APP_ID 和 WECHAT_APP_SECRET。",
    "wechat_misuse": "微信说我们的请求不对：请查日志 wechat_error，并核对小程序的设置。",
}
