"""The platform's numbers and our causes in Chinese words, as the review list shows them."""

from __future__ import annotations

from service.screening.models import CheckState, Why
from service.screening.persons import Kind

# 内容安全识别 v2: msg_sec_check and media_check_async share these labels.
LABELS = {100: "正常", 10001: "广告", 20001: "时政", 20002: "色情", 20003: "辱骂", 20006: "违法犯罪", 20008: "欺诈",
          20012: "低俗", 20013: "版权", 21000: "其他"}
CAUSES = {
    Why.UNSEEN: "公开前请看一看",
    Why.RISKY: "平台判定可能违规", Why.REVIEW: "平台建议人工查看",
    Why.NOT_RECENT: "提交人近两小时没有使用小程序，平台不能检查", Why.NO_OPENID: "提交人没有微信身份，平台不能检查",
    Why.REFUSED: "平台拒绝检查", Why.MISUSE: "检查请求有误，平台没有检查", Why.NO_ANSWER: "平台三天没有回应",
    Why.NO_VERDICT: "平台一天没有给出图片结果",
}
STATES = {CheckState.WAITING: "等待检查", CheckState.ASKED: "等待检查", CheckState.PASSED: "已通过",
          CheckState.HELD: "待人工查看", CheckState.SHOWN: "人工同意展示", CheckState.HIDDEN: "人工决定不展示"}
FOUND = {Kind.PHONE: "手机号", Kind.LANDLINE: "固定电话", Kind.IDENTITY: "身份证号", Kind.CARD: "银行卡号",
         Kind.ACCOUNT: "微信、QQ 或邮箱", Kind.PLATE: "车牌", Kind.DOOR: "门牌", Kind.NAME: "姓名",
         Kind.OFFICE_HOLDER: "干部姓名"}
ABOUT = {("ticket", False): "诉求文字", ("ticket", True): "诉求照片", ("answer", False): "答复文字",
         ("answer", True): "答复照片", ("note", False): "公开说明"}


def why_in_words(why: Why | None, label: int | None) -> str | None:
    """`平台判定可能违规：广告`; None for what nobody holds."""
    if why is None:
        return None
    said = LABELS.get(label, LABELS[21000]) if why in (Why.RISKY, Why.REVIEW) else None
    return f"{CAUSES[why]}：{said}" if said else CAUSES[why]
