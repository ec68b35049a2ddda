"""How a dispute ends, which lawful ways are named then, and whether the agreement is kept."""

from datetime import timedelta

import pytest

from service.core.errors import Invalid, WrongMoment
from service.mediation import actions, catalogue
from service.mediation.actions.ending import NoAgreement
from service.mediation.catalogue import DisputeType, Outcome, Performed
from service.mediation.queries import showing
from tests.mediation.conftest import AGREEMENT, TODAY


def _end(disputes, number, outcome, **said):
    actions.end(number, by=disputes.person("hu"), outcome=outcome, **said)
    return showing.detail(number, disputes.person("hu"))


def _ways(shown):
    return [way["kind"] for way in shown["ways_on"]]


def test_a_written_agreement_keeps_its_points(disputes):
    shown = _end(disputes, disputes.open(), Outcome.WRITTEN_AGREEMENT, agreement=AGREEMENT,
                 perform_by=TODAY + timedelta(days=20))

    assert (shown["agreement"], shown["perform_by"], shown["closed_on"]) == (AGREEMENT, "2026-03-24", "2026-03-04")
    assert shown["state"] == "closed"


WRONG = (
    (Outcome.WRITTEN_AGREEMENT, {}),
    (Outcome.ORAL_AGREEMENT, {}),
    (Outcome.ORAL_AGREEMENT, {"text": "各让一步", "agreement": AGREEMENT}),
    (Outcome.FAILED, {}),
    (Outcome.FAILED, {"text": "谈不拢", "perform_by": TODAY}),
    (Outcome.REFERRED, {}),
    (Outcome.WITHDRAWN, {"referred_to": "镇综治中心"}),
    (Outcome.WITHDRAWN, {"on": TODAY + timedelta(days=1)}),
    (Outcome.WITHDRAWN, {"on": TODAY - timedelta(days=1)}),
    (Outcome.ORAL_AGREEMENT, {"text": "各让一步", "perform_by": TODAY - timedelta(days=1)}),
)


def test_every_outcome_says_what_belongs_to_it_and_nothing_else(disputes):
    number = disputes.open()

    for outcome, said in WRONG:
        with pytest.raises(Invalid):
            actions.end(number, by=disputes.person("hu"), outcome=outcome, **said)

    assert disputes.row(number).outcome is None


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.WITHDRAWN])
def test_what_failed_names_the_lawful_ways_on(disputes, outcome):
    for kind, ways in ((DisputeType.LABOUR, ["arbitration", "administrative", "court"]),
                       (DisputeType.LAND, ["arbitration", "administrative", "court"]), (DisputeType.DEBT, ["court"])):
        assert _ways(_end(disputes, disputes.open(type=kind), outcome, text="谈不拢")) == ways


def test_every_way_names_the_law_it_stands_in():
    ways = [way for kind in DisputeType for way in catalogue.ways_after_failure(kind)]

    assert all("法" in way.source and "条" in way.source for way in ways + catalogue.ways_after_agreement())


def test_an_agreement_may_be_confirmed_by_a_court_within_thirty_days(disputes, clock):
    number = disputes.agreed()
    hu = disputes.person("hu")

    first = showing.detail(number, hu)["ways_on"]
    clock.shift(timedelta(days=30))
    last = _ways(showing.detail(number, hu))
    clock.shift(timedelta(days=1))

    assert [(way["kind"], way["until"]) for way in first] == [("confirmation", "2026-04-03"), ("court", None)]
    assert last == ["confirmation", "court"]
    assert _ways(showing.detail(number, hu)) == ["court"]


def test_an_open_case_names_the_ways_once_it_is_over_its_limit(disputes, clock):
    number, hu = disputes.open(), disputes.person("hu")

    clock.shift(timedelta(days=31))
    on_the_last_day = showing.detail(number, hu)
    clock.shift(timedelta(days=1))
    after = showing.detail(number, hu)

    assert (on_the_last_day["over_limit"], _ways(on_the_last_day)) == (False, [])
    assert (after["over_limit"], _ways(after)) == (True, ["court"])


def test_more_time_needs_the_consent_of_the_parties(disputes):
    number, hu = disputes.open(), disputes.person("hu")

    with pytest.raises(Invalid) as refused:
        actions.extend(number, by=hu, until=TODAY + timedelta(days=60), reason="在外地", parties_consent=False)

    assert list(refused.value.extra["fields"]) == ["parties_consent"]
    actions.extend(number, by=hu, until=TODAY + timedelta(days=60), reason="在外地", parties_consent=True)
    assert showing.detail(number, hu)["due_on"] == "2026-05-03"


def test_more_time_is_later_than_the_limit_and_at_most_half_a_year(disputes):
    number = disputes.open()

    for days in (31, 31 + 184):
        with pytest.raises(Invalid):
            actions.extend(number, by=disputes.person("hu"), until=TODAY + timedelta(days=days), reason="在外地",
                           parties_consent=True)


def test_a_revisit_notes_whether_the_agreement_is_kept(disputes):
    number, hu = disputes.agreed(), disputes.person("hu")

    actions.revisit(number, by=hu, on=TODAY, performed=Performed.PARTLY, text="付了一半")

    assert showing.detail(number, hu)["revisits"] == [{"on": "2026-03-04", "performed": "partly", "text": "付了一半"}]


def test_only_an_agreement_is_revisited_and_only_after_it(disputes):
    number, hu = disputes.open(), disputes.person("hu")

    with pytest.raises(WrongMoment) as too_early:
        actions.revisit(number, by=hu, on=TODAY, performed=Performed.YES)
    actions.end(number, by=hu, outcome=Outcome.FAILED, text="谈不拢")
    with pytest.raises(NoAgreement):
        actions.revisit(number, by=hu, on=TODAY, performed=Performed.YES)

    assert too_early.value.extra["state"] == "open"


def test_a_revisit_is_between_the_agreement_and_today(disputes):
    number = disputes.agreed()

    for days in (-1, 1):
        with pytest.raises(Invalid):
            actions.revisit(number, by=disputes.person("hu"), on=TODAY + timedelta(days=days),
                            performed=Performed.YES)
