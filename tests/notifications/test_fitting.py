"""Every value fits its field, whatever text it is made of: WeChat refuses the whole message otherwise (47003)."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.notifications.fitting import KINDS, fitted, kind_of

TIME = r"([0-9]{4}(年[0-9]{1,2}月[0-9]{1,2}日|[-/.][0-9]{1,2}[-/.][0-9]{1,2}))?( ?[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?"
TAKEN = {
    "thing": r".{1,20}", "phrase": r"[\u3400-\u4dbf\u4e00-\u9fff]{1,5}", "character_string": r"[!-~]{1,32}",
    "time": TIME, "date": TIME, "name": r".{1,20}", "number": r"[0-9.]{1,32}", "letter": r"[A-Za-z]{1,32}",
    "amount": r"[¥￥$€£]?[0-9]{1,10}(\.[0-9]{1,2})?元?", "phone_number": r"[0-9+()-]{1,17}",
    "car_number": r"[\u4e00-\u9fffA-Z0-9]{1,8}", "symbol": r"[!-/:-@\[-`{-~]{1,5}",
}
"""By type: what the platform's table allows."""
TEXTS = st.text(st.characters(), max_size=60) | st.text("灯修好了 0123.:年月日¥A-\n\u200d\ud83d👩🏽", max_size=40)


@given(text=TEXTS)
@example(text="")
@example(text="\ud83d")
@example(text="灯" * 100)
@example(text="👩\u200d👩\u200d👧" * 10)
@example(text="9" * 100 + "." + "9" * 100)
def test_any_text_fits_any_field(text):
    for kind in KINDS:
        value = fitted(f"{kind}7", text)

        assert re.fullmatch(TAKEN[kind], value) and value.strip() == value, kind
        assert not {unicodedata.category(one) for one in value} & {"Cc", "Cs", "Zl", "Zp", "Cn", "Co"}, kind
        assert fitted(f"{kind}7", value) == value, kind


def test_every_type_of_the_platform_is_known():
    assert set(KINDS) == set(TAKEN)


@pytest.mark.parametrize(("field", "text", "said"), [
    ("thing1", "楼道灯坏了", "楼道灯坏了"), ("thing1", "灯" * 20, "灯" * 20), ("thing1", "灯" * 21, "灯" * 19 + "…"),
    ("thing1", "最迟11月24日 07:18前有人接单，11月30日答复。", "最迟11月24日 07:18前有人接单…"),
    ("thing1", "已交给您身边的报到党员，最迟11月24日 07:18前有人接单", "已交给您身边的报到党员…"),
    ("thing1", "您好，这里的路灯今天下午已经全部修好请放心", "您好，这里的路灯今天下午已经全部修好请…"),
    ("thing1", "已派张蓉办理，最迟11月24日 07:18前答复", "已派张蓉办理，最迟…"),
    ("thing1", "一共修好了路灯楼梯灯还有门灯总共 35盏都亮", "一共修好了路灯楼梯灯还有门灯总共 35…"),
    ("thing1", "请看一看，发布或说明别的办法。（微心愿 12）", "请看一看，发布或说明别的办法…"),
    ("thing1", "7" * 21, "7" * 19 + "…"),
    ("thing12", "一行\n两行\r\n 三行", "一行 两行 三行"), ("thing1", "", "-"), ("thing1", " \n", "-"),
    ("thing1", "亮\ud83d了", "亮 了"), ("thing1", "好👍", "好👍"), ("thing1", "👍" * 21, "👍" * 19 + "…"),
    ("thing1", "好" * 18 + "👩\u200d👩\u200d👧", "好" * 18 + "👩…"), ("thing1", "左\u202e右\u0007", "左 右"),
    ("character_string3", "CS-20261122-0001", "CS-20261122-0001"), ("character_string3", "工单 7", "7"),
    ("character_string3", "工单", "-"), ("character_string3", "x" * 40, "x" * 32),
    ("phrase2", "已接单，正在办理", "已接单正在"), ("phrase2", "OK 3", "消息"),
    ("time4", "2026年11月22日 15:01", "2026年11月22日 15:01"), ("time4", "15:01", "15:01"),
    ("time4", "明天", "00:00"),
    ("date5", "2026-11-22", "2026-11-22"), ("date5", "2026年11月22日 15:01", "2026年11月22日 15:01"),
    ("date5", "15:01", "2000年1月1日"),
    ("name1", "王师傅", "王师傅"), ("name1", "王" * 12, "王" * 10), ("name1", "Ada" * 8, "AdaAdaAdaAdaAdaAdaAd"),
    ("name1", "王Ada Lovelace", "王Ada Lovel"), ("name1", "王3", "王"), ("name1", "3", "-"),
    ("number2", "还有 3.50 元", "3.50"), ("number2", "没有", "0"), ("number2", "1" * 40, "0"),
    ("amount3", "共 ¥12.50元。", "¥12.50元"), ("amount3", "免费", "0元"),
    ("phone_number1", "023-40400000 转 8", "023-404000008"), ("phone_number1", "无", "0"),
    ("car_number1", "车牌渝A8Z888", "渝A8Z888"), ("car_number1", "粤A8Z88挂", "粤A8Z88挂"),
    ("car_number1", "没有", "0"),
    ("letter1", "A 座 b", "Ab"), ("letter1", "座", "N"), ("symbol1", "a+b=c!?*/", "+=!?*"), ("symbol1", "a", "-"),
])
def test_what_becomes_of_a_text(field, text, said):
    assert fitted(field, text) == said


@pytest.mark.parametrize("name", ["thing", "thing1x", "1thing", "things1", "", "THING1", "thing1234", "title"])
def test_a_field_of_no_known_type_is_refused(name):
    with pytest.raises(ValueError, match="no field"):
        kind_of(name)
