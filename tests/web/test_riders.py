"""Riders on pages: two taps, what became of them, teams."""

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.feedback.models import Ticket
from service.volunteering.actions import leading, membering, teams
from service.volunteering.models import Trade
from tests.web.browsing import values_of


@pytest.fixture
def team(town):
    """The path of a team of the town that 钱骑手 leads."""
    wu, qian = town.actor("supervisor-wu"), town.actor("volunteer-qian")
    with atomic():
        teams.found_team(by=wu, code="riders-1", name="凤城红骑先锋", trade=Trade.FOOD_DELIVERY, place_code="500115001")
        asked = membering.ask("riders-1", by=qian)
        membering.accept("riders-1", asked.id, by=wu)
        leading.appoint("riders-1", asked.id, by=wu)
    return "/rider/teams/riders-1"


def test_with_a_printed_code_two_taps_are_a_ticket(visit, town):
    qian, token = visit("volunteer-qian"), town.token("building_1")

    first = qian.get(f"/rider/code/{token}")
    kind = next(link for link in first.links() if "/street_light_out/" in link)
    sent = qian.submit(qian.get(kind), kind)

    assert (sent.path, "路灯不亮 · 1号楼" in sent.text) == ("/rider/reports", True)
    assert db.session.scalars(sa.select(Ticket.source)).all() == ["rider"]


def test_a_place_may_be_chosen_and_sent_twice_is_one_report(visit):
    qian = visit("volunteer-qian")
    page = qian.get("/rider/road_damage/at/500115001009")

    answers = [qian.submit(page, page.path, text="坑很深。") for _time in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert db.session.scalar(sa.select(sa.func.count(Ticket.id))) == 1


def test_where_he_reported_lately_is_one_tap_away(visit):
    qian = visit("volunteer-qian")
    for code in ("500115001009", "500115001009-01-01", "500115001009"):
        page = qian.get(f"/rider/road_damage/at/{code}")
        qian.submit(page, page.path)

    page = qian.get("/rider/street_light_out")
    offered = [button.attrs["value"] for button in page.document.query("button[name=place_code]")]
    sent = qian.submit(page, "/rider/street_light_out/sent", place_code=offered[1])
    here = qian.get("/rider/road_damage/at/500115001009")

    assert [len(here.document.query(f"{kind}[name=place_code]")) for kind in ("button", "input")] == [0, 1]
    assert offered == ["500115001009", "500115001009-01-01"]
    assert (sent.path, "路灯不亮 · 1号楼" in sent.text) == ("/rider/reports", True)


def test_a_town_is_no_place_to_send_somebody_to(visit):
    page = visit("volunteer-qian").get("/rider/road_damage/at/500115001")

    assert page.document.query("input[name=place_code]") == []


def test_the_places_of_others_are_not_offered(visit):
    qian = visit("volunteer-qian")
    page = qian.get("/rider/road_damage/at/500115001009")
    qian.submit(page, page.path)

    offered = visit("resident-li").get("/rider/street_light_out").document.query("button[name=place_code]")

    assert offered == []


@pytest.mark.parametrize(("name", "is_offered"), [("volunteer-qian", True), ("resident-li", False)])
def test_a_volunteer_who_scanned_a_code_may_report_in_two_taps(visit, town, name, is_offered):
    token = town.token("building_1")

    links = visit(name).get(f"/q/{token}").links()

    assert (f"/rider/code/{token}" in links) == is_offered


def test_a_report_that_came_through_is_the_same_when_the_phone_sends_it_again(visit):
    qian = visit("volunteer-qian")
    page = qian.get("/rider/road_damage/at/500115001009")

    for _time in range(2):
        qian.submit(page, page.path, _once=None)

    assert db.session.scalar(sa.select(sa.func.count(Ticket.id))) == 1


def test_a_refused_report_keeps_its_words(visit):
    qian = visit("volunteer-qian")

    page = qian.get("/rider/other/at/500115001009")

    refused = qian.submit(page, page.path, text="坑" * 501, seen_at="2026-03-04T08:00:00+08:00")

    kept, first = (dict(values_of(each.form(page.path))) for each in (refused, page))
    assert (kept["client_id"], kept["seen_at"]) == (first["client_id"], "2026-03-04T08:00:00+08:00")
    assert refused.status == 422
    assert "坑坑" in refused.document.query("#rider-text")[0].to_text()


def test_who_is_no_rider_is_told_what_to_do(visit):
    li = visit("resident-li")

    refused = li.submit(li.get("/rider/road_damage/at/500115001009"), "/rider/road_damage/at/500115001009")

    told = ["队员用" in visit(name).get("/rider").text for name in ("resident-li", "volunteer-qian")]
    assert (refused.status, refused.problem, told) == (403, "riders_only", [True, False])
    assert "/rider/teams" in refused.links()


def test_only_the_page_of_riders_may_ask_where_a_phone_is(visit):
    qian = visit("volunteer-qian")

    assert "geolocation=(self)" in qian.get("/rider").headers["Permissions-Policy"]
    assert "geolocation=()" in qian.get("/rider/teams").headers["Permissions-Policy"]


def test_somebody_asks_to_join_and_the_leader_takes_him_in(visit, team):
    li, qian = visit("resident-li"), visit("volunteer-qian")

    stranger = li.get(team)
    asked = li.submit(stranger, f"{team}/members")
    page = qian.get(team)
    action = next(form.attrs["action"] for form in page.document.query("form")
                  if form.attrs["action"].endswith("/acceptance"))
    taken_in = qian.submit(page, action)
    mine = li.get(team)
    left = li.submit(mine, next(form.attrs["action"] for form in mine.document.query("form")
                                if form.attrs["action"].endswith("/leaving")))

    assert [each.offers() for each in (stranger, asked, page, taken_in, mine)] == [
        {"members"}, set(), {"acceptance", "refusal", "leaving"}, {"leaving"}, {"leaving"}]
    assert ("李阿姨" in page.text, "李阿姨" in mine.text) == (True, False)
    assert ("离队" in mine.text, "申请加入" in left.text) == (True, True)
    assert "/rider/teams/riders-1" in qian.get("/rider/teams").links()


def _sent_to(page, ending):
    """Where the one form of the page goes that ends like this."""
    (action,) = [form.attrs["action"] for form in page.document.query("form")
                 if form.attrs.get("action", "").endswith(ending)]
    return action


def test_the_town_founds_a_team_gives_it_a_leader_and_ends_it(visit):
    wu, qian = visit("supervisor-wu"), visit("volunteer-qian")
    where = wu.get("/rider/founding/500115001")
    refused = wu.submit(where, where.path, name="凤城一队", trade="courier", code="不行")
    founded = wu.submit(refused, where.path, code="riders-9")
    path = founded.path
    qian.submit(qian.get(path), f"{path}/members")
    taken = wu.submit(wu.get(path), _sent_to(wu.get(path), "/acceptance"))
    led = wu.submit(taken, _sent_to(taken, "/leadership"))
    plain = wu.submit(led, _sent_to(led, "/leadership/ending"))
    renamed = wu.submit(plain, path, name="凤城二队")
    removed = wu.submit(renamed, _sent_to(renamed, "/leaving"))
    ended = wu.submit(removed, f"{path}/ending")

    assert (refused.status, path, "凤城一队" in founded.text) == (422, "/rider/teams/riders-9", True)
    assert ("（队长）" in led.text, "（队长）" in plain.text, "凤城二队 快递" in renamed.text) == (True, False, True)
    assert ("钱" in removed.text, ended.path, path in ended.links()) == (False, "/rider/teams", False)


@pytest.mark.parametrize(("name", "path", "status", "is_offered"), [
    ("supervisor-wu", "/rider/founding/500115001009", 200, True),
    ("supervisor-wu", "/rider/founding/500115001009-01", 200, False),
    ("supervisor-wu", "/rider/founding/500115", 200, False), ("volunteer-qian", "/rider/founding", 403, False)])
def test_a_team_is_founded_where_one_may(visit, name, path, status, is_offered):
    page = visit(name).get(path)

    assert (page.status, any(form.attrs.get("action") == path for form in page.document.query("form"))) == (
        status, is_offered)


def test_a_leader_sees_no_button_of_those_who_arrange_teams(visit, team):
    li, qian, wu = visit("resident-li"), visit("volunteer-qian"), visit("supervisor-wu")
    li.submit(li.get(team), f"{team}/members")
    qian.submit(qian.get(team), _sent_to(qian.get(team), "/acceptance"))

    his, hers = (visitor.get(team) for visitor in (qian, wu))
    ends = [[form.attrs.get("action", "").rpartition("/")[2] for form in page.document.query("main form")]
            for page in (his, hers)]

    assert (sorted(ends[0]), sorted(ends[1])) == (
        ["leaving", "leaving"], ["ending", "ending", "leadership", "leaving", "leaving", "members", "riders-1"])
    assert "/rider/founding" not in qian.get("/rider/teams").links()
    assert "/rider/teams" in wu.get("/admin").links()


def test_who_is_not_taken_this_time_may_ask_again_and_nobody_asks_a_team_that_ended(visit, town, team):
    li, qian = visit("resident-li"), visit("volunteer-qian")
    listed = [[team in node.to_html() for node in qian.get("/rider/teams").document.query("main section")]]
    li.submit(li.get(team), f"{team}/members")
    page = qian.get(team)
    qian.submit(page, next(form.attrs["action"] for form in page.document.query("form")
                           if form.attrs["action"].endswith("/refusal")))

    refused = li.get(team)
    teams.end_team("riders-1", by=town.actor("supervisor-wu"))

    assert listed == [[True, False]]
    assert (refused.offers(), li.get(team).offers()) == ({"members"}, set())


@pytest.mark.parametrize("path", ["/rider", "/rider/road_damage", "/rider/reports", "/rider/teams"])
def test_a_riders_page_asks_few_questions(visit, team, statements, path):
    qian = visit("volunteer-qian")
    page = qian.get("/rider/road_damage/at/500115001009")
    qian.submit(page, page.path)

    with statements() as sent:
        found = qian.get(path)

    assert (found.status, len(sent) <= 8) == (200, True), sent
