"""Everybody can use the pages of courtyards, members and riders: with one of everything, on a phone and on a desk."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.courtyard.actions import decisions, planning
from service.courtyard.models import PartyMassDay, RuleKind
from service.development import actions as developing
from service.mediation import actions as mediating
from service.membership.actions import deciding, feedback, groups, registering
from service.party.days import today
from service.party.models import PartyMember
from service.volunteering.actions import leading, membering, teams
from service.volunteering.models import Trade
from service.wishes.actions import arranging, serving, wishing
from tests.browser.accessibility import barriers_both_ways

COMMUNITY, BUILDING = "500115001009", "500115001009-01-01"


@pytest.fixture
def day(town):
    """The path of today's day of the first group, on which something was decided."""
    lin = town.actor("secretary-lin")
    planning.set_rule("demo-group-1", by=lin, kind=RuleKind.DAY_OF_MONTH, day=today().day)
    found = db.session.scalars(sa.select(PartyMassDay).order_by(PartyMassDay.on).limit(1)).one()
    with atomic():
        decided = {"client_id": "d1", "what": "清理院坝水沟", "who": "胡院长", "due_on": today()}
        decisions.enter(_Log(), found, [decided], by=lin)
    return f"/courtyard/days/{found.id}"


class _Log:
    client_id = "log-1"


@pytest.fixture
def one_of_each(town):
    """A dispute, a candidate, a registration with its year, a wish, a post with a turn, a team with a report; the
    paths of a group and of a member."""
    hu, lin, li, zhang, qian, wu = (town.actor(name) for name in (
        "lead-hu", "secretary-lin", "resident-li", "worker-zhang", "volunteer-qian", "supervisor-wu"))
    mediating.open_case(by=hu, place_code=town.place("courtyard_1").code, type="neighbour", source="applied",
                        facts="院坝排水。", parties=[{"name": "游某", "phone": "13900000001"}, {"name": "余某"}])
    developing.take_on(by=lin, name="钱骑手", branch_code="demo-branch-village", phone="19000000009", on=today())
    _registered(li, zhang, town)
    wish = wishing.submit(by=qian, text="想学和孙女视频。", place_code=BUILDING, contact_phone="13900001234")
    wishing.submit(by=li, text="换个灯泡。", place_code=BUILDING)
    wishing.approve(wish.id, by=zhang)
    _served(town.actor("resident-li"), zhang)
    teams.found_team(by=wu, code="riders-1", name="凤城红骑先锋", trade=Trade.FOOD_DELIVERY, place_code="500115001")
    asked = membering.ask("riders-1", by=qian)
    membering.accept("riders-1", asked.id, by=wu)
    leading.appoint("riders-1", asked.id, by=wu)
    membering.ask("riders-1", by=li)
    group = groups.enter(by=zhang, place_code=f"{COMMUNITY}-01", name="一群", owner_account_id=zhang.account_id)
    somebody = db.session.scalars(sa.select(PartyMember.id).where(PartyMember.branch_id.is_not(None)).limit(1)).one()
    return {"group": f"/member/groups/{group.id}", "member": f"/party/members/{somebody}"}


def _registered(li, zhang, town):
    one = registering.register(by=li, unit_code="demo-unit", place_code=BUILDING, name="李阿姨")
    deciding.accept(one.id, by=zhang)
    registering.register(by=town.actor("worker-zhou"), unit_code="demo-unit", place_code=BUILDING, name="周敏")
    feedback.create_period(by=town.actor("admin-zheng"), name="本年度", begins=today() - timedelta(days=30),
                           ends=today() + timedelta(days=30), write_by=today() + timedelta(days=60))


def _served(li, zhang):
    post = arranging.open_post(by=zhang, kind="safety_patrol", title="夜间巡楼", description="看楼道灯亮不亮。",
                               times="每周五晚 8 点", seats=2, place_code=COMMUNITY)
    arranging.take_seat(post.id, by=li)
    first, _second = (serving.log_turn(post.id, by=li, served_on=today(), minutes=60, text="巡楼。") for _time in "12")
    serving.confirm_turn(first.id, by=zhang)


FIRST = " › "  # the first card of that list, and what lies behind it
PAGES = {
    "lead-hu": ("/courtyard", "{day}", "{day}/log", "/courtyard/groups/demo-group-1", "/courtyard/decisions",
                f"/courtyard/decisions{FIRST}", "/courtyard/logs", "/mediations",
                f"/mediations{FIRST}", f"/mediations{FIRST}/mediators"),
    "secretary-lin": ("/courtyard/groups/demo-group-2", "/posts/new/500115001201", "/candidates",
                      f"/candidates{FIRST}", "/party", "/party/branch/demo-branch-village",
                      "/party/group/demo-group-1", "/party/household/demo-household-1", "{member}"),
    "resident-li": ("/member", f"/member/registrations{FIRST}", "/wishes?view=open", f"/wishes?view=open{FIRST}",
                    "/wishes", f"/wishes{FIRST}", f"/wishes/new/{BUILDING}", f"/posts?view=mine{FIRST}",
                    "/member/records", f"/member/records{FIRST}", "/member/groups", f"/member/feedback{FIRST}",
                    "/me"),
    "worker-zhang": ("/community", "/member/registrations?view=place", f"/member/registrations?view=place{FIRST}",
                     f"/wishes?view=place{FIRST}", f"/posts?view=place{FIRST}",
                     f"/member/feedback?view=place{FIRST}", f"/member/groups/at/{BUILDING}",
                     f"/member/groups/missing/{COMMUNITY}", "{group}/change"),
    "resident-chen": (f"/member/registration/{BUILDING}",),
    "unit-he": ("/", "/unit", f"/unit/demo-unit/list?place={BUILDING}"),
    "supervisor-wu": ("/rider/founding/500115001", "/rider/teams/riders-1"),
    "volunteer-qian": ("/rider", f"/rider/road_damage/at/{BUILDING}", "/rider/road_damage", "/rider/reports",
                       "/rider/teams", "/rider/teams/riders-1", "/me/development"),
}


def _open(page, path):
    """The page at this path, or the first card of the list there, with everything unfolded."""
    begins, first, behind = path.partition(FIRST)
    page.goto(begins)
    if first:
        page.goto(page.locator("main .cards a").first.get_attribute("href") + behind)
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_these_pages(open_browser, day, one_of_each, name):
    found = {}
    with open_browser(name) as page:
        for path in PAGES[name]:
            _open(page, path.format(day=day, **one_of_each))
            found[path] = barriers_both_ways(page)

    assert {path: flaws for path, flaws in found.items() if flaws} == {}
