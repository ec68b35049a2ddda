"""Safeguards are kept as rules are, in versions; none is made too weak, none of a kind is ever missing unseen."""

import pytest
import sqlalchemy as sa

from service.core import metrics
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.feedback import actions, catalogue, seed
from service.feedback.actions import rules as rule_acts
from service.feedback.actions import safeguards as acts
from service.feedback.actions.seeding import seed_catalogue
from service.feedback.models import Catalogue, RoutingRule, SafeguardRule
from service.feedback.queries import rules as rule_questions
from service.feedback.queries import safeguards as questions
from service.feedback.routing import Queue, ReviewLevel, Safeguard
from service.organization.queries.people import actor_of_account

DANGER, ACCUSATION, ENFORCEMENT = Safeguard
BEES = {"kind": DANGER, "name": "马蜂", "words": ["马蜂窝", "马蜂+蜇/锥"], "unless": ["捅马蜂窝"]}
TOO_MANY = "/".join("一二三四五六七八九十") + "+" + "/".join(map(str, range(201)))
FIRE = 1
"""The number of the safeguard against fire."""


@pytest.fixture
def zheng(town):
    return town.actor("admin-zheng")


def _row(number):
    return db.session.scalar(sa.select(SafeguardRule).where(
        SafeguardRule.safeguard_id == number, SafeguardRule.retired_at.is_(None)))


def _typed(row, **changes):
    return {"name": row.name, "words": row.words, "unless": row.unless, "review_level": row.review_level} | changes


def _submit(town, text):
    return actions.submit(by=town.actor("resident-li"), text=text, place_code=town.place("building_1").code)


def _without_safeguards(*kinds):
    with atomic() as session:
        session.execute(sa.delete(SafeguardRule).where(SafeguardRule.kind.in_(kinds)))
        session.execute(sa.update(Catalogue).values(version=Catalogue.version + 1))


def test_a_new_safeguard_holds_the_very_next_matter(town, zheng):
    before = _submit(town, "树上有个马蜂窝")

    acts.save_safeguard(by=zheng, **BEES)

    after = [_submit(town, text).safeguard for text in ("树上有个马蜂窝", "这是捅马蜂窝的事")]
    assert (before.safeguard, after) == (None, [DANGER, None])


def test_a_change_is_a_new_version_and_the_old_one_stays_readable(town, zheng):
    number = acts.save_safeguard(by=zheng, **BEES).safeguard_id
    acts.change_safeguard(number, by=zheng, seen=1, name="马蜂和毒蛇", words=["马蜂窝", "毒蛇"])

    shown = questions.safeguard(number, zheng)
    assert [(one["version"], one["name"], one["retired_at"] is None) for one in shown["versions"]] == [
        (2, "马蜂和毒蛇", True), (1, "马蜂", False)]
    assert (shown["kind"], shown["saved_by"], _submit(town, "有毒蛇").route["safeguards"][0]["version"]) == (
        DANGER, zheng.display_name, 2)


def test_every_change_is_in_the_audit_log(town, zheng):
    number = acts.save_safeguard(by=zheng, **BEES).safeguard_id
    acts.change_safeguard(number, by=zheng, name="蜂", words=["马蜂窝"])
    acts.retire_safeguard(number, by=zheng)

    assert list(db.session.scalars(sa.select(AuditEntry.subject).where(
        AuditEntry.act == "safeguard_change"))) == [f"safeguard:{number}"] * 3


def test_a_change_of_a_version_that_is_gone_is_stale(town, zheng):
    number = acts.save_safeguard(by=zheng, **BEES).safeguard_id
    acts.change_safeguard(number, by=zheng, seen=1, name="蜂", words=["马蜂窝"])

    with pytest.raises(Stale):
        acts.change_safeguard(number, by=zheng, seen=1, name="蜂", words=["马蜂窝"])


@pytest.mark.parametrize("name", ["worker-zhang", "supervisor-wu", "auditor-feng", "secretary-lin", "resident-li"])
def test_only_the_district_writes_safeguards(town, name):
    by = town.actor(name)
    for act in (lambda: acts.save_safeguard(by=by, **BEES), lambda: acts.retire_safeguard(FIRE, by=by),
                lambda: acts.change_safeguard(FIRE, by=by, name="x", words=["着火"])):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize(("changes", "field"), [
    ({"words": []}, "words"), ({"words": ["电梯+"]}, "words"), ({"unless": ["+"]}, "unless"),
    ({"unless": [TOO_MANY]}, "unless"), ({"review_level": ReviewLevel.TOWN}, "review_level"),
    ({"kind": ACCUSATION}, "review_level")])
def test_a_broken_safeguard_is_refused_by_field(town, zheng, changes, field):
    with pytest.raises(Invalid) as refused:
        acts.save_safeguard(by=zheng, **BEES | changes)

    assert (refused.value.code, list(refused.value.extra["fields"])) == ("safeguard_broken", [field])


# --- never too weak ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("words", "unless"), [
    (lambda words: [word for word in words if word not in ("着火", "找火了")], lambda unless: unless),
    (lambda words: words, lambda unless: [*unless, "着火"])])
def test_a_change_that_lets_a_sentence_of_the_list_pass_is_refused_with_the_sentence(town, zheng, words, unless):
    row = _row(FIRE)

    with pytest.raises(Invalid) as refused:
        acts.change_safeguard(FIRE, by=zheng, **_typed(row, words=words(row.words), unless=unless(row.unless)))

    assert refused.value.code == "safeguard_too_weak"
    assert "三楼着火了，你们快点来" in refused.value.extra["sentences"]
    assert _row(FIRE).version == 1


def test_an_accusation_is_not_brought_down_to_a_lower_level(town, zheng):
    high = db.session.scalar(sa.select(SafeguardRule).where(SafeguardRule.review_level == ReviewLevel.DISTRICT))

    with pytest.raises(Invalid) as refused:
        acts.change_safeguard(high.safeguard_id, by=zheng, **_typed(high, review_level=ReviewLevel.TOWN))

    assert refused.value.code == "safeguard_too_weak"


@pytest.mark.parametrize("guard", seed.safeguards(), ids=lambda guard: guard.name)
def test_no_safeguard_that_is_shipped_can_be_retired_for_nothing_holds_in_its_stead(town, zheng, guard):
    with pytest.raises(Invalid) as refused:
        acts.retire_safeguard(guard.id, by=zheng)

    assert refused.value.code == ("last_safeguard" if guard.kind is ENFORCEMENT else "safeguard_too_weak")


def test_one_that_others_hold_for_may_go(town, zheng):
    number = acts.save_safeguard(by=zheng, **BEES).safeguard_id

    acts.retire_safeguard(number, by=zheng)

    assert _submit(town, "有个马蜂窝").safeguard is None


def test_saving_says_what_becomes_of_the_fixed_list(town, zheng):
    number = acts.save_safeguard(by=zheng, **BEES | {"words": ["面馆"]}).safeguard_id

    safety = questions.safeguard(number, zheng)["safety"]
    assert (safety["safe_before"], safety["safe_after"]) == (safety["sentences"],) * 2
    assert [(one["text"], one["after"]["safeguard"]) for one in safety["changed"]] == [
        ("那家新开的面馆火了，排队的车堵了路", DANGER)]


# --- never missing -----------------------------------------------------------------------------------------

def test_danger_rings_though_the_table_be_empty_and_an_alarm_is_raised(town):
    before = metrics.alarms().get("safeguards_missing", 0)
    _without_safeguards(*Safeguard)

    held = [_submit(town, text).safeguard for text in ("三楼着火了", "社区张蓉收红包，举报她")]
    assert held == [DANGER, ACCUSATION]
    assert metrics.alarms()["safeguards_missing"] > before


@pytest.mark.parametrize("kind", Safeguard)
def test_no_rule_is_saved_while_a_kind_of_safeguards_is_missing(town, zheng, kind):
    _without_safeguards(kind)

    with pytest.raises(WrongMoment) as refused:
        rule_acts.save_rule(by=zheng, name="x", priority=5, queue=Queue.COMMUNITY, service_level="ordinary")

    assert refused.value.code == "safeguards_missing"


def test_seeding_puts_back_what_is_missing_and_leaves_the_others(town, zheng):
    acts.change_safeguard(FIRE, by=zheng, **_typed(_row(FIRE), name="火"))
    _without_safeguards(ACCUSATION, ENFORCEMENT)

    assert (seed_catalogue(), seed_catalogue()) == (True, False)
    assert (_row(FIRE).name, len(questions.safeguards(zheng).items)) == ("火", len(seed.safeguards()))


def test_an_upgrade_brings_its_words_to_safeguards_nobody_has_changed(town, zheng):
    theirs = acts.change_safeguard(FIRE + 1, by=zheng, **_typed(_row(FIRE + 1), name="气和电")).version
    shipped = _row(FIRE).words
    with atomic() as session:
        session.execute(sa.update(SafeguardRule).where(SafeguardRule.safeguard_id == FIRE).values(words=["火苗"]))

    assert (seed_catalogue(), seed_catalogue()) == (True, False)
    assert (_row(FIRE).version, _row(FIRE).words, _row(FIRE + 1).version) == (2, shipped, theirs)


def test_an_upgrade_retires_the_rules_that_guarded_before_as_far_as_nobody_changed_them(town, zheng):
    plain = {"place_code": None, "keywords": ["着火"], "priority": 11, "queue": Queue.COMMUNITY,
             "service_level": "emergency"}
    theirs = rule_acts.save_rule(by=zheng, name="险情：自己写的", **plain).rule_id
    ours = rule_acts.save_rule(by=zheng, name="险情：文中有危及生命财产的词", **plain | {"priority": 12}).rule_id
    with atomic() as session:
        session.execute(sa.update(RoutingRule).where(RoutingRule.rule_id == ours).values(saved_by_id=None))
    _without_safeguards(*Safeguard)

    seed_catalogue()

    live = {rule.id for rule in catalogue.shelf(db.session.scalar(sa.select(Catalogue.version))).rules}
    assert (theirs in live, ours in live) == (True, False)


def test_the_hourly_look_finds_safeguards_that_let_a_sentence_pass(town):
    before = metrics.alarms().get("safeguards_too_weak", 0)
    rule_questions.watch_over_rules()
    assert metrics.alarms().get("safeguards_too_weak", 0) == before
    with atomic() as session:
        session.execute(sa.update(SafeguardRule).where(SafeguardRule.safeguard_id == FIRE).values(words=["火苗"]))
        session.execute(sa.update(Catalogue).values(version=Catalogue.version + 1))

    rule_questions.watch_over_rules()

    assert metrics.alarms()["safeguards_too_weak"] == before + 1


def test_the_database_keeps_what_a_safeguard_holds_from_volunteers(town):
    ticket = _submit(town, "三楼着火了")

    with pytest.raises(sa.exc.IntegrityError), atomic() as session:
        session.execute(sa.text("UPDATE tickets SET queue = 'public' WHERE id = :id"), {"id": ticket.id})


@pytest.mark.only_postgresql
def test_two_who_save_at_once_each_get_a_number(town, zheng, run_together):
    by = zheng.account_id
    outcomes = run_together([lambda name=name: acts.save_safeguard(by=actor_of_account(by), **BEES | {"name": name})
                             for name in ("马蜂一", "马蜂二")])

    assert len({outcome.safeguard_id for outcome in outcomes}) == 2
