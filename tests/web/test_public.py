"""What everybody may read, without an account: matters and answers, no persons."""

import pytest

from service.feedback import actions
from service.town import cast
from tests.looking import everything_is_looked_at

RIVER = cast.NICKNAMES["river_building"]
HOUSE = cast.NICKNAMES["building_1"]


@pytest.fixture
def shown(town):
    """`shown("text", …)`: the number of a matter of 李阿姨's that 王师傅 answered and everybody may read."""
    def submitted(text, place=HOUSE, category="facilities.lamp", answer=None):
        li, zhang = town.actor("resident-li"), town.actor("worker-zhang")
        number = actions.submit(by=li, place_code=place, text=text, category=category, public=True,
                                contact_phone="13812341234", address="3单元502").number
        if answer:
            actions.transfer(number, by=zhang, queue="community", reason="社区来办")
            actions.claim(number, by=zhang)
            actions.contact(number, by=zhang, method="phone", reached=True)
            actions.answer(number, by=zhang, text=answer)
        everything_is_looked_at()
        return number
    return submitted


def test_everybody_reads_matters_and_their_answers(visit, shown):
    number = shown("路灯不亮", answer="换了灯泡，会亮。")

    page = visit().get("/public")

    assert "路灯不亮" in page.text and "答复：换了灯泡，会亮。" in page.text
    assert f"/tickets/{number}" in page.links()


def test_a_public_matter_names_nobody(visit, shown):
    page = visit().get(f"/tickets/{shown('路灯不亮', answer='换了灯泡。')}")

    assert "换了灯泡。" in page.text
    assert not [name for name in ("李阿姨", "李*", "张蓉", "1234", "502") if name in page.body.decode()]


def test_one_looks_for_a_place_and_a_kind(visit, shown):
    shown("路灯不亮")
    shown("垃圾没人收", place=RIVER, category="environment.garbage")
    visitor = visit()

    by_place = visitor.get(f"/public?place={RIVER}")
    by_kind = visitor.get("/public?category=environment")

    assert "垃圾没人收" in by_place.text and "路灯不亮" not in by_place.text
    assert "垃圾没人收" in by_kind.text and "路灯不亮" not in by_kind.text


def test_what_nobody_let_everybody_read_is_not_there(visit, town):
    actions.submit(by=town.actor("resident-li"), place_code=HOUSE, text="家里的私事")

    assert "私事" not in visit().get("/public").text


def test_nothing_public_yet_says_what_to_do(visit):
    page = visit().get("/public")

    assert "这里还没有公开的事" in page.text and "/report" in page.links()


def test_a_place_there_is_not_is_told(visit):
    page = visit().get("/public?place=nowhere")

    assert (page.status, page.problem) == (404, "place_unknown")


def test_the_list_takes_few_statements(visit, shown, statements):
    for index in range(6):
        shown(f"第{index}件", answer="办好了。")
    visitor = visit()

    with statements() as sent:
        visitor.get(f"/public?place={cast.COMMUNITY}")

    assert len(sent) <= 8
