"""The words for what is held on a person, so that he can read it without knowing how it is kept."""

from __future__ import annotations

import re

from flask import Flask

from service.web.words import WORDS, moment

SECTIONS = {
    "account": "账号", "identities": "微信身份", "sign_ins": "登录记录", "grants": "身份和授权",
    "tickets": "反映的事", "photos": "照片", "messages": "消息", "subscriptions": "微信提醒",
    "content_checks": "公开前的检查", "registrations": "双报到", "yearly_feedback": "年度反馈",
    "service_records": "服务记录", "service_certificates": "服务证明", "wechat_groups": "微信群", "wishes": "心愿",
    "wish_takings": "接下的心愿", "post_seats": "服务岗位", "post_turns": "岗位服务", "team_memberships": "志愿队",
    "rider_reports": "骑手随手报", "party_memberships": "党组织关系", "activity_logs": "院落活动记录",
    "presences": "参加活动", "decisions": "议定的事", "mediations": "调解", "development": "党员发展",
}
FIELDS = {
    "id": "序号", "display_name": "称呼", "username": "用户名", "phone": "电话",
    "phone_verified_at": "电话核实时间", "created_at": "建立时间", "expires_at": "到期", "ended_at": "结束",
    "app_id": "微信应用", "openid": "微信编号", "unionid": "微信统一编号", "number": "编号", "state": "状态",
    "state_name": "状态", "text": "内容", "address": "门牌号", "contact_name": "联系人",
    "contact_phone": "联系电话", "coordinates": "位置", "lat": "纬度", "lng": "经度", "coord_type": "坐标种类",
    "rating": "评价", "objection": "您提的异议", "solved": "是否解决", "satisfaction": "满意程度（1–5）",
    "contacted_in_time": "联系是否及时",
    "comment": "想说的话", "width": "宽", "height": "高", "size": "大小（字节）", "attached_to": "用在",
    "kind": "种类", "title": "标题", "body": "正文", "subject": "关于", "read_at": "看过的时间", "template": "提醒",
    "remaining": "还可以发", "long_term": "一直发", "pushed_at": "最近更新", "role": "身份", "place": "地点",
    "code": "代码", "name": "名称", "level": "级别", "granted_at": "授权时间", "revoked_at": "收回时间",
    "unit": "单位", "unit_code": "单位代码", "skills": "特长", "services": "愿意做的事", "note": "备注",
    "applied_at": "申请时间", "decided_at": "决定时间", "return_reason": "退回原因", "ended_reason": "结束原因",
    "ended_because": "结束原因", "reason": "原因", "about": "关于", "post": "岗位", "taken_at": "接下时间",
    "left_at": "离开时间", "team": "队伍", "is_leader": "队长", "asked_at": "申请时间", "since": "从",
    "until": "到", "joined_on": "加入日期", "left_on": "离开日期", "office": "职务", "offices": "职务",
    "group": "党小组", "on": "日期", "present": "到场", "hardship": "难处", "wanted_by": "希望的日期",
    "client_id": "草稿编号", "member_count": "人数", "owner_name": "群主", "place_code": "地点代码",
    "outcome": "结果", "as": "身份", "opened_on": "开始日期", "closed_on": "结束日期", "sent_at": "发出时间",
    "seen_at": "看过的时间", "type": "种类", "reported_at": "时间", "year": "年份", "hours": "小时", "at": "时间",
    "due_on": "期限", "stage": "阶段", "what": "事项", "who": "谁", "branch": "党支部", "household": "中心户",
    "minutes": "分钟", "on_behalf": "替别人说的",
}
KNOWN = SECTIONS | FIELDS
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def held(name: str) -> str:
    """What a section or a field is called."""
    return KNOWN.get(name, name)


def held_value(value: object) -> str:
    """A value as one reads it: a moment on the clock on the wall, a word for an identifier."""
    text = str(value)
    if A_MOMENT.match(text):
        return moment(text)
    return next((words[text] for words in WORDS.values() if text in words), text)


def init_app(app: Flask) -> None:
    """Teach templates these words."""
    app.jinja_env.filters.update(held=held, held_value=held_value)
