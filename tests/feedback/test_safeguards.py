"""What stands above every rule is found in what people say, and not where it only sounds so.

Pure: the words of the seed and the fixed list of sentences, without a database.
"""

from dataclasses import replace

import pytest

from service.feedback import seed
from service.feedback.routing import (
    Guard,
    GuardSet,
    Queue,
    ReviewLevel,
    RuleSet,
    Safeguard,
    Urgency,
    highest,
    keeps_safe,
)
from service.feedback.routing.patterns import NEAR, Pattern, figures, flaw, plain
from tests.feedback.samples import ANYTHING, LAMP

COMMUNITY, PARTY_MEMBER, PUBLIC = Queue
DANGER, ACCUSATION, ENFORCEMENT = Safeguard
NOTHING = RuleSet(())


@pytest.fixture(scope="module")
def guards():
    return GuardSet(seed.safeguards())


def _said(text, **facts):
    return replace(LAMP, text=text, **facts)


def _kinds(guards, text):
    return {one.kind for one in guards.look_at(_said(text))} - {ENFORCEMENT}


# --- the fixed list ----------------------------------------------------------------------------------------

def test_the_list_holds_some_sixty_sentences_of_every_kind():
    kinds = [sentence.kinds for sentence in seed.sentences()]

    assert len(kinds) >= 60 and len({sentence.text for sentence in seed.sentences()}) == len(kinds)
    assert {kind: sum(kind in of for of in kinds) >= 15 for kind in (DANGER, ACCUSATION)} == {
        DANGER: True, ACCUSATION: True}
    assert kinds.count(frozenset()) >= 15


@pytest.mark.parametrize("sentence", seed.sentences(), ids=lambda sentence: sentence.text)
def test_every_sentence_is_taken_for_what_it_is_and_no_more(guards, sentence):
    caught = guards.look_at(_said(sentence.text))

    assert _kinds(guards, sentence.text) == sentence.kinds
    assert highest(one.review_level for one in caught) is sentence.review_level


@pytest.mark.parametrize("sentence", [one for one in seed.sentences() if one.kinds], ids=lambda one: one.text)
@pytest.mark.parametrize("more", ["您好，我想反映：{}", "{}。请尽快处理，谢谢！", "昨天还好好的。{}！！！"])
def test_manners_around_it_hide_nothing(guards, sentence, more):
    assert _kinds(guards, more.format(sentence.text)) >= sentence.kinds


@pytest.mark.parametrize("text", ["着 火 了", "着　火了", "着\u200b火了", "ＣＯ中毒了，一氧化碳中毒"])
def test_blanks_and_wide_letters_hide_nothing(guards, text):
    assert _kinds(guards, text) == {DANGER}


@pytest.mark.parametrize("text", [
    "没有着火，但是楼下燃起来了", "轮胎漏气了，出来一看厨房也在漏气", "救命稻草是假的，我家着火了",
])
def test_a_figure_of_speech_hides_no_danger_beside_it(guards, text):
    assert _kinds(guards, text) == {DANGER}


# --- the notation ------------------------------------------------------------------------------------------

def _found(entry, text):
    pattern, text = Pattern(entry), plain(text)
    return pattern.found_in(text, {word for word in pattern.words if word in text})


@pytest.mark.parametrize(("text", "found"), [
    ("电梯困了人", "电梯…困"), ("有人困在电梯里", "困…电梯"), ("升降机把人锁住", "升降机…锁"), ("电梯坏了", None),
    ("困了", None),
    ("电梯" + "啊" * NEAR + "困", "电梯…困"), ("电梯" + "啊" * (NEAR + 1) + "困", None), ("电梯坏了。困得很", None),
    ("电梯" + "啊" * 20 + "困，又是电梯", "困…电梯"),
])
def test_words_are_near_each_other_in_either_order_within_a_sentence(text, found):
    assert _found("电梯/升降机+困/锁", text) == found


def test_three_words_may_have_to_come_together():
    assert _found("吃+吐+几十", "吃了席几十个人在吐") == "吃…几十…吐"
    assert _found("吃+吐+几十", "吃了席在吐") is None


def test_a_figure_of_speech_stands_for_every_pair_it_names():
    assert figures("没有/没得+着火/起火") == ["没有着火", "没有起火", "没得着火", "没得起火"]


@pytest.mark.parametrize(("entry", "sound"), [
    ("着火", True), ("电梯+困/锁", True), ("吃+吐+人", True), ("", False), ("+", False),
    ("电梯+", False), ("困//锁", False), ("\u200b", False), ("一+二+三+四", False),
])
def test_an_entry_nobody_can_find_is_named(entry, sound):
    assert (flaw(entry) is None) is sound


def test_the_words_shipped_are_sound_and_told_apart_by_name():
    shipped = seed.safeguards()

    assert [said for guard in shipped for entry in (*guard.words, *guard.unless) if (said := flaw(entry))] == []
    assert len({guard.name for guard in shipped}) == len(shipped)
    assert {guard.kind for guard in shipped} == set(Safeguard)


# --- two stages --------------------------------------------------------------------------------------------

def _free(**conditions):
    """A rule that would give the matter away."""
    return RuleSet([replace(ANYTHING, queue=PUBLIC, fallback=PARTY_MEMBER, **conditions)])


@pytest.mark.parametrize("rules", [NOTHING, _free(), _free(place_path=LAMP.place_path, category=LAMP.category)])
def test_danger_is_the_communitys_within_the_hour_whatever_the_rules_say(guards, rules):
    decision = guards.decide(rules, _said("三楼着火了"))

    assert (decision.queue, decision.fallback, decision.service_level, decision.needs_review, decision.safeguard) == (
        COMMUNITY, None, "emergency", False, DANGER)


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY, "emergency"])
def test_what_its_reporter_marks_as_an_emergency_is_danger(guards, urgency):
    decision = guards.decide(_free(), _said("请快来", urgency=urgency))

    assert (decision.service_level, decision.safeguard) == ("emergency", DANGER)


@pytest.mark.parametrize(("text", "level"), [
    ("书记收红包", ReviewLevel.TOWN), ("镇长收红包", ReviewLevel.DISTRICT),
    ("书记和镇长都收红包", ReviewLevel.DISTRICT)])
def test_an_accusation_is_reviewed_above_whom_it_accuses(guards, text, level):
    decision = guards.decide(_free(), _said(text))

    assert (decision.queue, decision.needs_review, decision.review_level, decision.service_level) == (
        COMMUNITY, True, level, "complex")


def test_danger_and_accusation_both_stand(guards):
    decision = guards.decide(_free(), _said("书记收红包，还叫人持刀堵门"))

    assert (decision.safeguard, decision.needs_review, decision.review_level, decision.service_level) == (
        DANGER, True, ReviewLevel.TOWN, "emergency")


@pytest.mark.parametrize("queue", Queue)
@pytest.mark.parametrize("fallback", [None, *Queue])
def test_what_needs_enforcement_reaches_neither_members_nor_the_public(guards, queue, fallback):
    rules = RuleSet([replace(ANYTHING, queue=queue, fallback=fallback)])

    decision = guards.decide(rules, replace(LAMP, needs_enforcement=True))

    assert (decision.queue, decision.fallback, decision.safeguard) == (COMMUNITY, None, ENFORCEMENT)
    assert decision.enforced is ((queue, fallback) != (COMMUNITY, None))


@pytest.mark.parametrize("before", [DANGER, ACCUSATION])
def test_what_once_was_danger_or_an_accusation_stays_it(guards, before):
    assert guards.decide(_free(), replace(LAMP, stands=before)).safeguard is before


def test_why_it_was_caught_is_said_in_the_safeguards_own_words_only(guards):
    caught = guards.look_at(_said("社区李某某139号收红包"))

    assert {word for one in caught for word in one.words} == {"社区…收红包", "收红包"}


def test_a_matter_that_nothing_holds_is_left_to_the_rules(guards):
    decision = guards.decide(_free(), LAMP)

    assert (decision.queue, decision.safeguard, decision.caught) == (PUBLIC, None, ())


@pytest.mark.parametrize("sentence", [one for one in seed.sentences() if one.kinds], ids=lambda one: one.text)
def test_a_sentence_is_not_called_safe_where_nobody_guards_it(sentence):
    assert not keeps_safe(GuardSet(()).decide(_free(), _said(sentence.text)), sentence)


def test_an_accusation_is_not_safe_below_the_level_of_the_accused():
    low = GuardSet([Guard(1, 1, "低", ACCUSATION, ("镇长",), review_level=ReviewLevel.TOWN)])
    sentence = next(one for one in seed.sentences() if "镇长" in one.text)

    assert not keeps_safe(low.decide(NOTHING, _said(sentence.text)), sentence)
