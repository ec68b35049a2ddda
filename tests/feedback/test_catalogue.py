"""The catalogue in the hands of the district: what is changed steers what comes next, and old tickets keep theirs."""


import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.feedback import actions
from service.feedback.actions import cataloguing as acts
from service.feedback.actions import rules as rule_acts
from service.feedback.actions import seeding
from service.feedback.models import Category
from service.feedback.queries import catalogue, rules, shelving
from service.feedback.routing import Queue
from service.town import cast
from tests.audited import told
from tests.feedback.conftest import FOR

LAMP, LOST = FOR[Queue.PARTY_MEMBER], FOR[Queue.PUBLIC]


@pytest.fixture
def zheng(people):
    return people.zheng


def _offered():
    return {row["code"]: row for row in catalogue.categories()}


def _audited():
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "catalogue_change")
                              .order_by(AuditEntry.sequence))
    return [(row.subject, told(row)) for row in rows]


def _words(*words):
    return [{"word": word, "weight": 5} for word in words]


@pytest.mark.parametrize("surname", ["zhang", "wu", "feng", "li"])
def test_only_the_district_keeps_the_catalogue(people, surname):
    by = getattr(people, surname)

    for act in (lambda: acts.change_category(LAMP, by=by, name="灯"), lambda: acts.retire_category(LAMP, by=by),
                lambda: acts.restore_category(LAMP, by=by), lambda: acts.change_level("ordinary", by=by, name="普通"),
                lambda: acts.add_category("facilities", "swing", by=by, name="秋千"),
                lambda: acts.change_setting(Queue.PUBLIC, by=by, open_claims=9)):
        with pytest.raises(Forbidden):
            act()


def test_a_new_category_is_offered_suggested_and_in_the_log(life, zheng):
    acts.add_category("facilities", "swing", by=zheng, name="秋千滑梯", words=_words("秋千"))

    assert _offered()["facilities.swing"]["parent_code"] == "facilities"
    assert life.ticket(life.submit(text="院子里的秋千坏了", category=None)).category == "facilities.swing"
    (subject, said), = _audited()
    assert (subject, said["before"], said["after"]["words"]) == (
        "category:facilities.swing", None, [{"word": "秋千", "weight": 5}])


def test_a_new_category_stands_behind_its_sisters(people, zheng):
    made = acts.add_category("facilities", "swing", by=zheng, name="秋千滑梯")

    sisters = db.session.scalars(sa.select(Category.position).where(Category.parent_code == "facilities"))
    assert made.position == max(sisters)


@pytest.mark.parametrize(("parent", "key"), [("nowhere", "swing"), ("facilities", "x" * 60)])
def test_a_category_needs_a_parent_and_a_code_that_fits(zheng, parent, key):
    with pytest.raises(Invalid):
        acts.add_category(parent, key, by=zheng, name="秋千")


def test_a_code_is_given_once_even_when_retired(zheng):
    acts.add_category("facilities", "swing", by=zheng, name="秋千")
    acts.retire_category("facilities.swing", by=zheng)

    with pytest.raises(WrongMoment) as refused:
        acts.add_category("facilities", "swing", by=zheng, name="秋千")

    assert refused.value.code == "category_taken"


@pytest.mark.parametrize("words", [("秋千", "秋千"), ("ＡＢ", "ab"), (" ",)])
def test_a_word_speaks_once_for_a_category(zheng, words):
    with pytest.raises(Invalid, match="填写"):
        acts.change_category(LAMP, by=zheng, words=_words(*words))


def test_other_words_suggest_from_the_next_matter_on(life, zheng):
    acts.change_category(LAMP, by=zheng, words=_words("乌漆嘛黑"), name="路灯")

    number = life.submit(text="楼道里乌漆嘛黑", category=None)

    assert life.ticket(number).category == LAMP and _offered()[LAMP]["name"] == "路灯"


def test_who_saw_an_older_version_is_told(zheng):
    acts.change_category(LAMP, by=zheng, seen=1, name="路灯")

    with pytest.raises(Stale) as refused:
        acts.change_category(LAMP, by=zheng, seen=1, name="灯")

    assert refused.value.extra["version"] == 2 == shelving.kept_category(LAMP, zheng)["version"]


def test_what_changes_nothing_leaves_no_trace(zheng):
    acts.change_level("ordinary", by=zheng, name=shelving.level("ordinary", zheng)["name"])

    assert _audited() == [] and shelving.level("ordinary", zheng)["version"] == 1


def test_a_retired_category_is_offered_and_suggested_no_more_and_tickets_keep_it(life, people, zheng):
    acts.add_category("facilities", "swing", by=zheng, name="秋千滑梯", words=_words("秋千"))
    number, here = life.submit(category="facilities.swing"), people.zhang

    acts.retire_category("facilities.swing", by=zheng)

    assert "facilities.swing" not in _offered()
    assert life.ticket(life.submit(text="院子里的秋千坏了", category=None)).category != "facilities.swing"
    for again in (lambda: life.submit(category="facilities.swing"),
                  lambda: actions.recategorize(life.submit(), by=here, category="facilities.swing"),
                  lambda: rules.preview(here, text="坏了", category="facilities.swing",
                                        place_code=cast.NICKNAMES["building_1"])):
        with pytest.raises(Invalid) as refused:
            again()
        assert "category" in refused.value.extra["fields"]
    assert life.ticket(number).category == "facilities.swing"


def test_a_restored_category_is_offered_again(zheng):
    acts.add_category("facilities", "swing", by=zheng, name="秋千")
    acts.retire_category("facilities.swing", by=zheng)

    acts.restore_category("facilities.swing", by=zheng)

    assert "facilities.swing" in _offered()


def test_a_category_rules_steer_by_stays(zheng):
    steering = next(rule for rule in catalogue.current().rules if rule.category)

    with pytest.raises(acts.CategoryInUse) as refused:
        acts.retire_category(steering.category, by=zheng)

    assert steering.id in [rule["rule_id"] for rule in refused.value.extra["rules"]]


def test_a_category_with_children_on_offer_stays(zheng):
    acts.add_category("facilities.lamp", "garden", by=zheng, name="花园灯")
    with atomic() as session:
        session.execute(sa.text("UPDATE routing_rules SET retired_at = saved_at WHERE category = 'facilities.lamp'"))

    with pytest.raises(acts.CategoryInUse) as refused:
        acts.retire_category("facilities.lamp", by=zheng)

    assert refused.value.extra["children"] == ["facilities.lamp.garden"]


def test_a_child_of_a_retired_category_does_not_come_back_alone(zheng):
    acts.add_category("facilities", "play", by=zheng, name="游乐")
    acts.add_category("facilities.play", "swing", by=zheng, name="秋千")
    for code in ("facilities.play.swing", "facilities.play"):
        acts.retire_category(code, by=zheng)

    with pytest.raises(WrongMoment) as refused:
        acts.restore_category("facilities.play.swing", by=zheng)

    assert refused.value.code == "parent_retired"


def test_no_rule_is_saved_on_a_retired_category(zheng):
    acts.add_category("facilities", "swing", by=zheng, name="秋千")
    acts.retire_category("facilities.swing", by=zheng)

    with pytest.raises(Invalid) as refused:
        rule_acts.save_rule(by=zheng, name="秋千", category="facilities.swing", priority=5, queue=Queue.COMMUNITY,
                            service_level="ordinary")

    assert "category" in refused.value.extra["fields"]


def test_a_new_version_of_the_product_does_not_bring_a_retired_category_back(zheng):
    acts.add_category("facilities", "swing", by=zheng, name="秋千")
    acts.retire_category("facilities.swing", by=zheng)

    seeding.seed_catalogue()

    assert "facilities.swing" not in _offered()
