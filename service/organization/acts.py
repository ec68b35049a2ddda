"""What the acts of the audit log are called by people who read it."""

from __future__ import annotations

ACTS = {
    "body_changed": "修改党组织或单位", "body_founded": "新建党组织或单位",
    "catalogue_change": "修改类别、时限或队列设置", "code_issued": "发码", "code_replaced": "换码",
    "code_revoked": "停用码", "codes_issued": "批量发码", "content_hidden": "不予公开", "content_shown": "予以公开",
    "correct_service": "更正服务记录", "dispatch": "派单", "end": "终结诉求", "enrol": "录入党员",
    "erase": "注销账号", "export": "导出", "feedback_corrected": "更正双向反馈", "feedback_period": "设定反馈期限",
    "forget_personal": "清除到期的个人信息", "grant": "授予角色", "import": "导入名单", "log_amended": "补正活动记录",
    "log_approved": "通过活动记录", "log_returned": "退回活动记录", "member_changed": "修改党员信息",
    "member_left": "党员转出", "message_resent": "重发消息", "messages_resent": "批量重发消息",
    "person_looked_up": "查找人员", "place_created": "新建地点", "place_renamed": "修改地点名称",
    "posters_printed": "打印海报", "safeguard_change": "修改底线规则",
    "prune_audit": "删除到期的审计日志", "registration_accepted": "接收报到", "registration_ended": "结束报到",
    "registration_returned": "退回报到", "reopen_day": "重开党群日", "reveal": "查看联系方式", "revoke": "收回角色",
    "rule_change": "修改分派规则", "set_day_rule": "设定党群日", "setup_offered": "发放设置密码的链接",
    "staff_created": "新建工作人员账号", "team_ended": "解散队伍", "team_founded": "新建队伍",
    "team_leader_appointed": "任命队长", "team_leader_dismissed": "免去队长", "team_member_accepted": "接收队员",
    "webhook_resent": "重发对外推送",
}
