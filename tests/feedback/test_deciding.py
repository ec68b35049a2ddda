"""From words to a queue: a sure suggestion names the category, a doubtful one is only shown."""

import pytest

from service.feedback import actions
from service.feedback.deciding import CONFIDENT


@pytest.mark.parametrize(("text", "category"), [("三单元楼道灯不亮，晚上老人看不见台阶。", "facilities.lamp"),
                                                ("邻居半夜吵", None)])
def test_only_a_sure_suggestion_names_the_category(town, text, category):
    ticket = actions.submit(by=town.actor("resident-li"), text=text, place_code=town.place("building_1").code)

    assert ticket.category == category


def test_a_doubtful_suggestion_is_kept_for_staff_to_see(town):
    ticket = actions.submit(by=town.actor("resident-li"), text="邻居半夜吵", place_code=town.place("building_1").code)

    assert ticket.route["category"]["code"] == "environment.noise"
    assert ticket.route["category"]["confidence"] < CONFIDENT
