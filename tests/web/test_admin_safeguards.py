"""Safeguards on pages: read by staff, written by the district, refused with the sentence that would slip through."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback.models import SafeguardRule
from service.town import cast
from tests.web.browsing import values_of

LIST, NEW, FIRE = "/admin/safeguards", "/admin/safeguards/new", "/admin/safeguards/1"
BEES = {"kind": "danger", "name": "马蜂", "words": "马蜂窝\r\n马蜂+蜇/锥", "unless": "捅马蜂窝"}


@pytest.fixture
def zheng(visit):
    return visit("admin-zheng")


def _typed(page, action):
    return dict(values_of(page.form(action)))


def test_the_district_writes_one_and_everybody_of_the_staff_reads_it(visit, zheng):
    saved = zheng.submit(zheng.get(NEW), NEW, **BEES)
    row = db.session.scalar(sa.select(SafeguardRule).where(SafeguardRule.name == "马蜂"))

    assert (row.words, row.unless, row.review_level) == (["马蜂窝", "马蜂+蜇/锥"], ["捅马蜂窝"], None)
    assert "句句守得住" in saved.text
    assert "马蜂窝、马蜂+蜇/锥" in visit("worker-zhang").get(saved.path).text
    assert saved.path in zheng.get(LIST).links()


def test_a_change_that_lets_danger_pass_is_refused_with_the_sentence_and_all_that_was_typed(zheng):
    page = zheng.get(FIRE)
    words = _typed(page, FIRE)["words"].replace("着火\n", "").replace("找火了\n", "")

    refused = zheng.submit(page, FIRE, words=words)

    assert (refused.status, refused.problem) == (422, "safeguard_too_weak")
    assert "“三楼着火了，你们快点来”就不再安全。" in refused.text
    assert _typed(refused, FIRE)["words"].split() == words.split()


def test_a_new_version_stands_above_the_old_one(zheng):
    saved = zheng.submit(zheng.get(FIRE), FIRE, name="火")

    assert "以前的版本" in saved.text and "第 1 版：火情" in saved.text


def test_the_last_of_a_kind_is_not_retired(zheng):
    last = db.session.scalar(sa.select(SafeguardRule.safeguard_id).where(SafeguardRule.kind == "enforcement"))

    refused = zheng.submit(zheng.get(f"{LIST}/{last}"), f"{LIST}/{last}/retirement")

    assert (refused.status, refused.problem) == (422, "last_safeguard")


def test_one_may_be_retired_that_others_hold_for(zheng):
    saved = zheng.submit(zheng.get(NEW), NEW, **BEES)

    listed = zheng.submit(zheng.get(saved.path), f"{saved.path}/retirement")

    assert saved.path not in listed.links()


@pytest.mark.parametrize(("name", "statuses"), [("worker-zhang", [200, 200, 403]), ("auditor-feng", [200, 200, 403]),
                                                ("member-wang", [403, 403, 403])])
def test_who_does_not_keep_rules_writes_none(visit, name, statuses):
    pages = [visit(name).get(path) for path in (LIST, FIRE, NEW)]

    assert [page.status for page in pages] == statuses
    assert not any("停用这条" in page.text or "新底线规则" in page.text for page in pages[:2])


def test_a_tried_text_says_which_safeguard_holds_it(visit):
    zhang = visit("worker-zhang")
    trial = "/admin/rules/trial"

    told = zhang.submit(zhang.get(trial), trial, text="社区主任收红包", place_code=cast.COMMUNITY)

    assert "由底线规则“社区、村的干部和工作人员" in told.text and "先由镇街审看，社区看不到" in told.text


def test_a_tried_rule_says_that_every_sentence_stays_safe(zheng):
    new = "/admin/rules/new"
    page = zheng.get(new)
    values = dict(values_of(page.form(new))) | {
        "name": "电梯给党员", "place_code": cast.COMMUNITY, "queue": "party_member", "fallback": "community"}

    tried = zheng.send(f"{new}/simulation", values)

    assert "句句守得住" in tried.text and "句去处不同" in tried.text


@pytest.mark.parametrize("path", [LIST, FIRE, NEW])
def test_safeguards_ask_little(zheng, statements, path):
    zheng.get(path)
    with statements() as sent:
        zheng.get(path)

    assert len(sent) <= 12, "\n".join(sent)
