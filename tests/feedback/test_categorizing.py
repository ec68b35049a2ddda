"""From a resident's own words to a category, with an honest measure of doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.feedback import seed
from service.feedback.categorizing import Categorizer, CategoryWords

SMALL = Categorizer([
    CategoryWords("facilities", (("公共设施", 3),)),
    CategoryWords("facilities.lamp", (("路灯", 3), ("灯杆", 3), ("照明", 2))),
    CategoryWords("facilities.elevator", (("电梯", 3), ("加装电梯", 3))),
    CategoryWords("traffic", (("出行", 1),)),
    CategoryWords("traffic.parking", (("停车", 3), ("ＥＴＣ", 3))),
    CategoryWords("help", ((" ", 9),)),
])
SEED = Categorizer(row.for_categorizer for row in seed.categories())
WORDS = sorted({word for row in seed.categories() for word, _ in row.words})


def _code(text, categorizer=SMALL):
    suggestion = categorizer.suggest(text)
    return suggestion and suggestion.code


def _confidence(text):
    return SMALL.suggest(text).confidence


# --- how a category is found -------------------------------------------------------------------------------

@pytest.mark.parametrize("text", ["", " ", "你好", "灯", "请来看一下"])
def test_without_a_known_word_nothing_is_suggested(text):
    assert SMALL.suggest(text) is None


def test_one_word_of_a_child_names_the_child():
    assert _code("路灯坏了") == "facilities.lamp"


def test_a_word_of_the_parent_alone_names_the_parent():
    assert _code("公共设施没人管") == "facilities"


def test_what_the_children_cannot_decide_stays_with_the_parent():
    assert _code("路灯和电梯都坏了") == "facilities"


def test_the_child_that_clearly_leads_is_named():
    assert _code("路灯的灯杆歪了，在电梯口") == "facilities.lamp"


def test_children_add_up_for_their_parent_against_another_category():
    assert _code("路灯、电梯、停车") == "facilities"


def test_the_greater_weight_wins():
    assert _code("照明不好，影响停车") == "traffic.parking"


def test_words_are_found_whatever_their_case_and_width():
    assert _code("车道的ｅTc坏了") == "traffic.parking"


def test_a_longer_word_counts_more_than_a_shorter_one_of_the_same_weight():
    unequal = Categorizer([CategoryWords("a", (("电梯", 3),)), CategoryWords("b", (("健身器材", 3),))])

    assert _code("电梯旁的健身器材", unequal) == "b"


def test_a_word_within_a_longer_known_word_does_not_count_again():
    pipes = Categorizer([
        CategoryWords("pollution", (("污水", 9),)),
        CategoryWords("drains", (("污水管", 1),)),
    ])

    assert [_code(text, pipes) for text in ("污水管裂了", "污水管裂了，污水满地")] == ["drains", "pollution"]


def test_what_is_said_first_counts_more_than_what_follows():
    filler = "这件事情已经说过好几回了。" * 10

    assert _code(f"路灯。{filler}停车。") == "facilities.lamp"
    assert _code(f"停车。{filler}路灯。") == "traffic.parking"


def test_a_word_said_again_counts_more_but_not_without_end():
    assert _code("路灯，停车，停车") == "traffic.parking"
    assert SMALL.suggest("停车" * 3) == SMALL.suggest("停车" * 9)


def test_an_even_match_is_settled_the_same_way_every_time():
    assert _code("停车，路灯") == _code("路灯，停车") == "facilities.lamp"


# --- how sure it is ----------------------------------------------------------------------------------------

def test_an_even_match_leaves_no_confidence():
    assert _confidence("停车，路灯") == 0


def test_more_evidence_for_one_category_makes_it_surer():
    assert _confidence("照明") < _confidence("路灯") < _confidence("路灯的灯杆")


def test_evidence_for_another_category_makes_it_less_sure():
    assert _confidence("路灯的灯杆，影响出行") < _confidence("路灯的灯杆")


@given(st.lists(st.sampled_from([*WORDS, "，", "今天"]), max_size=30).map("".join))
def test_a_suggestion_is_a_known_category_with_a_confidence_from_0_to_1(text):
    suggestion = SEED.suggest(text)

    assert suggestion is None or (
        suggestion.code in {row.code for row in seed.categories()} and 0 <= suggestion.confidence <= 1)


# --- the words a district starts with ----------------------------------------------------------------------

@pytest.mark.parametrize(("text", "code"), [
    ("3号楼门口的路灯坏了好几天，晚上老人出门看不见", "facilities.lamp"),
    ("电梯又停了，六楼的老人下不来", "facilities.elevator"),
    ("楼下井盖松了，车一过就响", "facilities.drains"),
    ("健身器材断了一根，怕伤到孩子", "facilities.grounds"),
    ("楼上漏水，把我家天花板泡了", "facilities.building"),
    ("手机信号很差，在家里打不通电话", "facilities.network"),
    ("垃圾桶满了两天没人清运", "environment.garbage"),
    ("楼道里贴满了小广告，想组织邻居一起清理", "environment.tidying"),
    ("门前的枯树要倒了，树枝也该修剪", "environment.greenery"),
    ("夏天老鼠和蟑螂太多了", "environment.pests"),
    ("楼上半夜一直放音乐，吵得睡不着", "environment.noise"),
    ("楼下餐馆油烟直接往我家窗户里灌", "environment.pollution"),
    ("物业费涨价没通知业主", "neighbourhood.property"),
    ("业委会什么时候选举", "neighbourhood.owners"),
    ("流浪狗追着小孩跑", "neighbourhood.pets"),
    ("一楼在院子里违章搭建，把路都占了", "neighbourhood.illegal_building"),
    ("开发商一直不给办房产证", "neighbourhood.housing"),
    ("消防通道天天被车堵住", "safety.fire_lane"),
    ("有人在楼道给电动车飞线充电", "safety.fire_hazard"),
    ("有人从楼上扔烟头下来", "safety.falling_objects"),
    ("门口小店卖过期食品", "safety.food"),
    ("有人拉我妈去听课交钱，像是诈骗", "safety.fraud"),
    ("健身房关门了不退费", "safety.consumer"),
    ("家里从昨晚停水到现在", "utilities.water"),
    ("整栋楼突然停电了", "utilities.electricity"),
    ("今天又停气，天然气什么时候来", "utilities.gas"),
    ("小区里停车位不够，晚上乱停车", "traffic.parking"),
    ("公交车站牌太远，老人走不动", "traffic.bus"),
    ("出租车不打表还绕路", "traffic.taxi"),
    ("村里路面坑坑洼洼，下雨全是泥", "traffic.roads"),
    ("充电桩太少，电动车没地方充", "traffic.bikes"),
    ("快递放驿站不送上门", "traffic.delivery"),
    ("社保卡怎么补办", "services.social_security"),
    ("老板拖欠工资三个月", "services.wages"),
    ("孩子上幼儿园报名在哪里", "services.education"),
    ("卫生院周末能打疫苗吗", "services.medical"),
    ("户口迁移要什么材料", "services.papers"),
    ("想问一下低保怎么申请", "services.relief"),
    ("想请人帮忙把冰箱搬上楼", "help.carrying"),
    ("我妈摔了腿，周三去医院没人陪，能不能有人陪诊", "help.escort"),
    ("腿脚不好下不了楼，请人帮我买点药", "help.errands"),
    ("家里灯泡坏了，我八十岁爬不上去，想请人换灯泡", "help.small_repairs"),
    ("老人不会用手机交医保，想请人教一下", "help.devices"),
    ("草坪里捡到一串钥匙，请失主来领", "help.lost_property"),
])
def test_a_plain_sentence_finds_its_category(text, code):
    assert _code(text, SEED) == code


def test_categories_are_few_enough_to_choose_from():
    parents = [row.parent_code for row in seed.categories()]

    assert parents.count(None) <= 8 and all(parents.count(code) <= 6 for code in set(parents) - {None})


def test_each_child_stands_below_its_parent_and_after_it():
    seen = set()
    for row in seed.categories():
        assert row.parent_code == (row.code.rpartition(".")[0] or None) and row.parent_code in seen | {None}
        seen.add(row.code)


def test_codes_and_names_are_given_once():
    rows = seed.categories()

    assert len({row.code for row in rows}) == len({row.name for row in rows}) == len(rows)


def test_every_category_has_words_that_weigh_something():
    for row in seed.categories():
        assert row.words and all(word.strip() and weight > 0 for word, weight in row.words)
