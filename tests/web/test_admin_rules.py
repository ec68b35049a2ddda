"""Routing rules on pages: read in order, tried before they are saved, refused with all that was typed."""

import re

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback import actions
from service.feedback.models import RoutingRule
from service.town import cast
from tests.web.browsing import values_of

COMMUNITY, BUILDING = cast.COMMUNITY, cast.NICKNAMES["building_1"]
RULE = {"name": "东街社区的路灯由社区办", "place_code": COMMUNITY, "category": "facilities.lamp", "queue": "community",
        "keywords": "路灯\r\n灯杆、照明", "weekdays": ["0", "4"], "time_from": "08:00", "time_to": "18:00",
        "valid_from": "2026-01-01T08:00"}


def _values(page, action, **typed):
    """What a form would send, with these values instead, for its second button."""
    data = {}
    for name, value in values_of(page.form(action)):
        if name not in typed:
            data.setdefault(name, []).append(value)
    return data | typed


def _rules():
    return db.session.scalars(sa.select(RoutingRule).where(RoutingRule.name == RULE["name"])
                              .order_by(RoutingRule.version)).all()


@pytest.fixture
def zheng(visit):
    return visit("admin-zheng")


@pytest.fixture
def saved(zheng):
    """The path of a rule that has been saved on the page."""
    return zheng.submit(zheng.get("/admin/rules/new"), "/admin/rules/new", **RULE).path


def test_a_rule_is_written_and_read_in_plain_words(zheng, saved):
    page, listed = zheng.get(saved), zheng.get("/admin/rules")
    rule = _rules()[0]

    assert "文中写了“路灯”、“灯杆”、“照明”之一" in page.text
    assert "周一、五" in page.text and "在 08:00 到 18:00 之间" in page.text
    assert (rule.keywords, rule.weekdays, rule.valid_from.hour) == (["路灯", "灯杆", "照明"], [0, 4], 0)
    assert saved in listed.links()


def test_a_rule_for_one_place_stands_before_those_for_everywhere(zheng, saved):
    first = next(link for link in zheng.get("/admin/rules").links() if re.fullmatch(r"/admin/rules/\d+", link))

    assert first == saved


def test_a_rule_is_tried_from_its_form_before_it_is_saved(zheng, town):
    actions.submit(by=town.actor("resident-li"), text="楼道灯不亮", place_code=BUILDING, category="facilities.lamp")
    page = zheng.get("/admin/rules/new")

    tried = zheng.send("/admin/rules/new/simulation", _values(
        page, "/admin/rules/new", name="路灯由社区办", place_code=COMMUNITY, category="facilities.lamp",
        queue="community", tried_text="路灯不亮", tried_place=BUILDING, _once=""))
    nothing_yet = db.session.scalar(sa.select(sa.func.count()).where(RoutingRule.name == "路灯由社区办"))
    saved = zheng.submit(tried, "/admin/rules/new")

    assert "有 1 件会换地方" in tried.text and "党员接单 → 社区接单：1 件" in tried.text
    assert "由规则“路灯由社区办”决定" in tried.text and nothing_yet == 0
    assert (saved.status, "规则已保存" in saved.text) == (200, True)


def test_a_change_is_a_new_version_and_the_old_one_stays_readable(zheng, saved):
    page = zheng.get(saved)
    tried = zheng.send(f"{saved}/simulation", _values(page, saved, queue="public", fallback="community"))
    changed = zheng.submit(tried, saved)

    assert "还没有保存" in tried.text and "第 1 版" in changed.text
    assert [(rule.version, rule.queue) for rule in _rules()] == [(1, "community"), (2, "public")]


def test_of_two_who_change_a_rule_the_second_one_keeps_what_he_typed(zheng, visit, saved):
    other = visit("admin-zheng")
    first, second = zheng.get(saved), other.get(saved)
    zheng.submit(first, saved, priority="60")
    refused = other.submit(second, saved, priority="70")

    assert (refused.status, refused.problem) == (412, "stale")
    assert 'value="70"' in refused.body.decode()


@pytest.mark.parametrize(("typed", "code", "says"), [
    (RULE, "rule_tie", "分不出先后"),
    (RULE | {"queue": "public"}, "rule_broken", "必须写明无人接单时转到哪里")])
def test_a_tie_and_a_broken_rule_are_refused_with_the_form_kept(zheng, saved, typed, code, says):
    for path in ("/admin/rules/new", "/admin/rules/new/simulation"):
        refused = zheng.send(path, _values(zheng.get("/admin/rules/new"), "/admin/rules/new", **typed))

        assert (refused.status, refused.problem, says in refused.text) == (422, code, True)
        kept = dict(values_of(refused.form("/admin/rules/new")))
        assert (kept["name"], kept["keywords"], kept["valid_from"]) == (
            RULE["name"], "路灯\n灯杆、照明", "2026-01-01T08:00")


def test_a_rule_is_retired_but_never_the_last_one_for_everything(zheng, saved):
    retired = zheng.submit(zheng.get(saved), f"{saved}/retirement")
    last = db.session.scalar(sa.select(RoutingRule.rule_id).where(RoutingRule.name == "其他一切：社区接单"))
    refused = zheng.submit(zheng.get(f"/admin/rules/{last}"), f"/admin/rules/{last}/retirement")

    assert saved not in retired.links() and "起停用" in zheng.get(saved).text
    assert (refused.status, refused.problem) == (422, "last_rule")


def test_staff_try_a_text_and_read_rules_but_do_not_write_them(visit, zheng):
    zhang = visit("worker-zhang")
    told = zhang.submit(zhang.get("/admin/rules/trial"), "/admin/rules/trial", text="路灯不亮了", place_code=COMMUNITY)

    assert "分到：党员接单" in told.text and "看起来是“路灯照明”" in told.text
    assert zhang.get("/admin/rules").status == 200 and "新规则" not in zhang.get("/admin/rules").text
    assert zhang.get("/admin/rules/new").status == 403
    assert [visit("member-wang").get(path).status for path in ("/admin/rules", "/admin/rules/trial")] == [403, 403]


def test_a_broken_rule_stands_on_top(zheng, saved):
    page = zheng.get("/admin/categories/facilities.lamp")
    zheng.submit(page, "/admin/categories/facilities.lamp", needs_enforcement="yes")

    assert "条规则有问题" in zheng.get("/admin/rules").text


@pytest.mark.parametrize("path", ["/admin/rules", "/admin/rules/new"])
def test_rules_ask_little(zheng, statements, path):
    zheng.get(path)
    with statements() as sent:
        zheng.get(path)

    assert len(sent) <= 12, "\n".join(sent)
