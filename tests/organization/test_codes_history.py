"""What became of a code: replaced with a reason, still known, and who did it when; missing ones issued at once."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, Gone, Invalid, NotFound
from service.organization.actions import codes
from service.organization.models import Level, PlaceCode
from service.organization.queries import codes as asked
from service.organization.queries import printing
from tests.audited import told

BUILDING, COMMUNITY = "500115001009-01-01", "500115001009"
REASON = "被雨淋坏了，扫不出来"


@pytest.fixture
def zhang(town):
    return town.actor("worker-zhang")


@pytest.fixture
def bare(town, zhang):
    """The codes of a building, a courtyard and a compound of the community that have no printed code yet."""
    from service.organization.actions.places import create
    compound = create("新苑", Level.COMPOUND, town.place("community"), by=zhang)
    courtyard = create("后院", Level.COURTYARD, town.place("community"), by=zhang)
    return [create("9号楼", Level.BUILDING, compound, by=zhang).code, courtyard.code, compound.code]


def _listed(town, **only):
    page = asked.hanging_in(town.place(BUILDING), seen_by=town.actor("worker-zhang"), limit=100, **only)
    return {item["token"]: item for item in page.items}


def _live_at(code):
    page = db.session.scalars(sa.select(PlaceCode).join(PlaceCode.place).where(
        PlaceCode.revoked_at.is_(None), PlaceCode.place.has(code=code)))
    return list(page)


def _audited(act):
    return db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == act)).all()


def test_a_replacement_hangs_at_the_same_place_and_the_old_code_is_out_of_use(town, zhang):
    old = town.token("building_1")

    new = codes.replace(old, REASON, by=zhang)

    assert asked.live(new.token).place.code == BUILDING
    with pytest.raises(Gone):
        asked.live(old)


def test_a_scan_of_a_replaced_code_names_the_place_and_not_the_new_code(client, town, zhang):
    old = town.token("building_1")
    new = codes.replace(old, REASON, by=zhang).token

    answer = client.get(f"/api/v1/codes/{old}")

    assert (answer.status_code, answer.json["place"]["code"]) == (410, BUILDING)
    assert new not in answer.text
    assert REASON not in answer.text


def test_the_list_says_who_replaced_what_when_and_why(town, zhang):
    old = town.token("building_1")
    new = codes.replace(old, REASON, by=zhang).token

    listed = _listed(town)

    assert (listed[old]["revoked_by"], listed[old]["revoked_because"]) == (zhang.display_name, REASON)
    assert (listed[old]["replaced_by"], listed[new]["replaces"]) == (new, old)
    assert (listed[new]["issued_by"], listed[new]["revoked_because"]) == (zhang.display_name, None)
    assert listed[new]["issued_at"] == listed[old]["revoked_at"] > listed[old]["issued_at"]


@pytest.mark.parametrize("live", [True, False])
def test_the_list_can_be_kept_to_codes_in_use_or_out_of_use(town, zhang, live):
    old = town.token("building_1")
    new = codes.replace(old, REASON, by=zhang).token

    assert list(_listed(town, live=live)) == [new if live else old]


def test_the_history_costs_one_statement_however_long(town, zhang, statements):
    place, token = town.place(BUILDING), town.token("building_1")
    for _ in range(5):
        token = codes.replace(token, REASON, by=zhang).token

    with statements() as sent:
        asked.hanging_in(place, seen_by=zhang, limit=100)

    assert len(sent) == 1


def test_the_history_opens_as_a_file(client, town, zhang):
    codes.replace(town.token("building_1"), REASON, by=zhang)

    answer = client.get(f"/api/v1/places/{COMMUNITY}/codes?format=csv", headers=town.sign_in("worker-zhang"))

    assert answer.text.startswith("\ufeff地点编码,地点,码,发放时间,发放人,停用时间,停用人,停用原因,替换了,被替换为")
    assert f",{zhang.display_name},{REASON},," in answer.text


def test_a_code_out_of_use_is_not_replaced(town, zhang):
    old = town.token("building_1")
    codes.revoke(old, by=zhang)

    with pytest.raises(Gone) as refused:
        codes.replace(old, REASON, by=zhang)

    assert refused.value.code == "code_revoked"
    assert _live_at(BUILDING) == []


def test_a_code_is_replaced_once(town, zhang):
    old = town.token("building_1")
    codes.replace(old, REASON, by=zhang)

    with pytest.raises(Gone):
        codes.replace(old, REASON, by=zhang)

    assert len(_live_at(BUILDING)) == 1


def test_an_unknown_code_is_not_replaced(town, zhang):
    with pytest.raises(NotFound):
        codes.replace("nothing", REASON, by=zhang)


@pytest.mark.parametrize("stranger", ["worker-far", "resident-li", "supervisor-wu", "auditor-feng"])
def test_only_workers_of_the_place_replace_issue_and_print(town, stranger):
    by = town.actor(stranger)

    with pytest.raises(Forbidden):
        codes.replace(town.token("building_1"), REASON, by=by)
    with pytest.raises(Forbidden):
        codes.issue_missing(town.place(COMMUNITY), by=by)
    with pytest.raises(Forbidden):
        codes.print_posters(town.place(COMMUNITY), "a4", "pdf", by=by)


def test_a_reason_may_be_given_for_taking_a_code_down(client, town):
    token = town.token("building_1")

    client.delete(f"/api/v1/codes/{token}", json={"reason": "楼拆了"}, headers=town.sign_in("worker-zhang"))

    assert _listed(town)[token]["revoked_because"] == "楼拆了"


def test_a_replacement_is_in_the_audit_log_without_its_reason(town, zhang):
    codes.replace(town.token("building_1"), REASON, by=zhang)

    assert [(entry.actor_id, REASON in str(told(entry))) for entry in _audited("code_replaced")] == [
        (zhang.account_id, False)]


def test_every_building_and_courtyard_without_a_code_gets_one_and_a_compound_none(town, zhang, bare):
    before = town.token("building_1")

    issued = codes.issue_missing(town.place(COMMUNITY), by=zhang)

    assert issued == 2
    assert [len(_live_at(code)) for code in bare] == [1, 1, 0]
    assert [code.token for code in _live_at(BUILDING)] == [before]


def test_asking_for_the_missing_codes_once_more_issues_none(client, town, bare):
    url, headers = f"/api/v1/places/{COMMUNITY}/codes/missing", town.sign_in("worker-zhang")

    assert [client.post(url, headers=headers).json for _ in range(2)] == [{"issued": 2}, {"issued": 0}]
    assert len(_audited("codes_issued")) == 1


def test_a_place_whose_only_code_is_out_of_use_is_missing_one(town, zhang):
    codes.revoke(town.token("building_1"), by=zhang)

    assert codes.issue_missing(town.place(BUILDING), by=zhang) == 1


def test_the_missing_codes_of_a_place_that_is_too_large_are_not_issued(town, zhang, bare, monkeypatch):
    monkeypatch.setattr(printing, "MOST_MISSING", 1)

    with pytest.raises(Invalid) as refused:
        codes.issue_missing(town.place(COMMUNITY), by=zhang)

    assert (refused.value.code, refused.value.extra["limit"]) == ("too_many_codes", 1)


def test_a_place_that_is_too_large_is_refused_before_its_places_are_named_one_by_one(town, zhang, bare, monkeypatch,
                                                                                     statements):
    monkeypatch.setattr(printing, "MOST_MISSING", 1)

    with statements() as sent, pytest.raises(Invalid):
        codes.issue_missing(town.place(COMMUNITY), by=zhang)
    assert [text for text in sent if "places.id IN (" in text] == []


@pytest.mark.only_postgresql
def test_of_two_replacements_at_once_one_stands(town, run_together):
    token = town.token("building_1")

    results = run_together([lambda who=who: codes.replace(token, REASON, by=town.actor(who))
                            for who in ("worker-zhang", "worker-zhou", "admin-zheng")])

    assert sorted(type(result).__name__ for result in results) == ["Gone", "Gone", "PlaceCode"]
    assert len(_live_at(BUILDING)) == 1


@pytest.mark.only_postgresql
def test_a_replacement_against_a_revocation_leaves_the_old_code_out_of_use_once(town, run_together):
    token = town.token("building_1")

    replaced, revoked = run_together([lambda: codes.replace(token, REASON, by=town.actor("worker-zhang")),
                                      lambda: codes.revoke(token, by=town.actor("worker-zhou"))])

    stands = isinstance(replaced, PlaceCode)
    assert (stands or isinstance(replaced, Gone), revoked) == (True, None)
    assert len(_live_at(BUILDING)) == int(stands)
    assert len(_audited("code_revoked")) + len(_audited("code_replaced")) == 1


@pytest.mark.only_postgresql
def test_asked_twice_at_once_no_place_gets_two_codes(town, bare, run_together):
    results = run_together([lambda who=who: codes.issue_missing(town.place(COMMUNITY), by=town.actor(who))
                            for who in ("worker-zhang", "worker-zhou", "admin-zheng")])

    assert sorted(results) == [0, 0, 2]
    assert [len(_live_at(code)) for code in bare] == [1, 1, 0]
