"""Places, people, the catalogue, lists and the service, as those keep them on pages who may."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from service.core.database import atomic, db
from service.feedback.models import Category, ServiceLevel
from service.notifications import outbox
from service.notifications.models import Message
from service.notifications.outbox import Letter
from service.organization.models import Grant, Place, Role
from service.town import cast
from tests.web.browsing import values_of

COMMUNITY, COMPOUND = cast.COMMUNITY, cast.NICKNAMES["compound"]
PEOPLE = f"/admin/places/{COMMUNITY}/people"
GOOD = f"地点编码,名称,级别,上级编码\n{COMMUNITY}-09,新苑小区,小区,{COMMUNITY}\n".encode()
BAD = f"地点编码,名称,级别,上级编码\n{COMMUNITY}-09,新苑小区,院子,{COMMUNITY}\n{COMMUNITY}-10,,小区,nowhere\n".encode()


@pytest.fixture
def zheng(visit):
    return visit("admin-zheng")


def _tried(visitor, content, **typed):
    return visitor.submit(visitor.get("/admin/imports"), "/admin/imports/trial",
                          _list=(BytesIO(content), "名单.csv"), **typed)


def test_a_worker_adds_a_building_to_his_community_and_renames_it(visit):
    zhang = visit("worker-zhang")
    added = zhang.submit(zhang.get(f"/admin/places/{COMPOUND}"), f"/admin/places/{COMPOUND}/below", name="4号楼")
    refused = zhang.submit(added, f"/admin/places/{COMPOUND}/below", name=" ", own_code="x y")
    fourth = f"/admin/places/{COMPOUND}-04"
    renamed = zhang.submit(zhang.get(fourth), f"{fourth}/name", name="四号楼")

    assert f"/admin/places/{COMPOUND}-04" in added.links()
    kept = dict(values_of(refused.form(f"/admin/places/{COMPOUND}/below")))
    assert (refused.status, kept["own_code"]) == (422, "x y")
    assert "四号楼" in renamed.text
    assert db.session.scalar(sa.select(Place.name).where(Place.code == f"{COMPOUND}-04")) == "四号楼"


def test_a_worker_says_where_a_building_lies(visit, town):
    zhang, path = visit("worker-zhang"), f"/admin/places/{COMPOUND}/position"
    page = zhang.get(path)
    far = zhang.submit(page, path, lat="91", lng="107.08")
    set_ = zhang.submit(far, path, lat="29.85", lng="107.08", _once=None)
    stale = zhang.submit(page, path, lat="29.86", lng="107.08", _once=None)
    shown = zhang.get(path)

    assert (far.status, dict(values_of(far.form(path)))["lng"]) == (422, "107.08")
    assert (path in set_.links(), "29.85" in shown.text, stale.status) == (True, True, 412)
    assert "geolocation=(self)" in shown.headers["Permissions-Policy"]
    wu = visit("supervisor-wu")
    assert (wu.get(path).status, path in wu.get(f"/admin/places/{COMPOUND}").links()) == (403, False)


def test_everybody_finds_what_he_keeps_and_nothing_more(visit):
    below = f"/admin/places/{COMMUNITY}"
    rules = {"safeguards", "rules", "trial", "categories", "limits"}
    found = {name: {link.rpartition("/")[2] for link in visit(name).get("/admin").links()} - {"groups", "people"}
             for name in ("worker-zhang", "supervisor-wu", "admin-zheng", "auditor-feng")}

    assert {name: links & {*rules, "imports", "audit", "state", "messages"} for name, links in found.items()} == {
        "worker-zhang": rules | {"messages"}, "supervisor-wu": rules | {"messages"}, "auditor-feng": rules | {"audit"},
        "admin-zheng": rules | {"imports", "audit", "state", "messages"}}
    assert [visit(name).get(below).offers() for name in ("worker-zhang", "auditor-feng")] == [{"below"}, set()]
    assert visit("worker-far").get(below).status == 403
    assert ["/admin/places/500115" in visit(name).get(below).links() for name in ("worker-zhang", "admin-zheng")] == [
        False, True]


def test_one_gives_and_takes_back_only_what_one_may(visit):
    wu, zheng, zhang = (visit(name).get(PEOPLE) for name in ("supervisor-wu", "admin-zheng", "worker-zhang"))
    offered = [{option.attrs["value"] for option in page.document.query("#staff-role option")} for page in (wu, zheng)]

    assert [bool([link for link in page.links() if "/revocation" in link]) for page in (wu, zhang)] == [True, False]
    assert offered == [{"", "community_worker"}, {"", "community_worker", "unit_admin"}]


def test_a_town_gives_a_role_to_somebody_it_found_and_takes_it_back(visit, town):
    wu, li = visit("supervisor-wu"), town.account("resident-li").id
    found = wu.submit(wu.get(PEOPLE), f"{PEOPLE}/search", phone="19000000001")
    given = wu.submit(found, f"{PEOPLE}/grants", role="community_worker")
    grant = db.session.scalar(sa.select(Grant.id).where(Grant.account_id == li))
    path = f"/admin/grants/{grant}/revocation"
    taken = wu.submit(wu.get(path), path)

    assert "李*" in found.text and "李阿姨" not in found.text and "190****0001" in found.text
    assert (given.status, "角色已授予" in given.text, "收回" in taken.text) == (200, True, True)
    assert db.session.scalar(sa.select(Grant.revoked_at).where(Grant.id == grant)) is not None


def test_new_staff_chooses_his_own_password_by_a_link_that_is_shown_once(visit, zheng):
    made = zheng.submit(zheng.get(PEOPLE), f"{PEOPLE}/staff", display_name="小李", username="xiao-li",
                        role="community_worker")
    found = zheng.submit(made, f"{PEOPLE}/search", username="xiao-li")
    account = db.session.scalar(sa.select(Grant.account_id).order_by(Grant.id.desc()).limit(1))
    link = zheng.submit(found, f"{PEOPLE}/{account}/setup").document.query("code.secret")[0].to_text()
    stranger = visit()
    page = stranger.get("/setup")
    short = stranger.submit(page, "/setup", token=link.split("#")[1], new="short")
    chosen = stranger.submit(short, "/setup", new="a-long-sentence-of-mine")
    again = stranger.submit(page, "/setup", token=link.split("#")[1], new="another-long-sentence")

    assert (short.status, chosen.path, again.problem) == (422, "/sign-in", "setup_used")
    assert db.session.scalar(sa.select(Grant.role).where(Grant.account_id == account)) is Role.COMMUNITY_WORKER


def test_who_may_not_give_roles_sees_who_holds_them_and_no_form(visit):
    zhang, feng = visit("worker-zhang").get(PEOPLE), visit("auditor-feng").get(PEOPLE)

    assert "张蓉" in zhang.text and not zhang.document.query("main form") and not feng.document.query("main form")
    assert [visit("worker-far").get(PEOPLE).status, visit("member-wang").get("/admin").status] == [403, 403]
    grant = db.session.scalar(sa.select(Grant.id).where(Grant.role == Role.TOWN_SUPERVISOR))
    assert visit("supervisor-wu").get(f"/admin/grants/{grant}/revocation").status == 403


def test_a_category_is_added_changed_retired_and_restored(zheng):
    added = zheng.submit(zheng.get("/admin/categories"), "/admin/categories", parent_code="facilities", key="bench",
                         name="长椅", words="长椅:4\r\n凳子")
    path = added.path
    changed = zheng.submit(added, path, name="桌椅", words="长椅:0")
    fixed = zheng.submit(changed, path, words="长椅:2.5")
    retired = zheng.submit(fixed, f"{path}/retirement")
    restored = zheng.submit(retired, f"{path}/restoration")
    row = db.session.get(Category, "facilities.bench")

    assert (added.status, path) == (200, "/admin/categories/facilities.bench")
    assert (changed.status, "分量" in changed.text) == (422, True)
    assert dict(values_of(changed.form(path)))["name"] == "桌椅"
    assert "起停用" in retired.text and (row.name, row.words, row.retired_at) == ("桌椅", [["长椅", 2.5]], None)
    assert restored.status == 200


def test_limits_are_changed_and_refused_in_the_wrong_order(zheng, visit):
    path = "/admin/limits/levels/ordinary"
    refused = zheng.submit(zheng.get("/admin/limits"), path, claim_minutes="3000", answer_minutes="2000")
    unseen = [zheng.submit(refused, path, answer_minutes="4000", _seen=seen).problem for seen in ("99", "seven")]
    saved = zheng.submit(refused, path, answer_minutes="4000")

    assert unseen == ["stale", "stale"]
    queue = zheng.submit(saved, "/admin/limits/queues/public", open_claims="3")

    assert (refused.status, dict(values_of(refused.form(path)))["claim_minutes"]) == (422, "3000")
    assert db.session.get(ServiceLevel, "ordinary").claim_minutes == 3000 and "最多 3 件" in queue.text
    assert not visit("worker-zhang").get("/admin/limits").document.query("main form")


def test_a_list_is_tried_reported_by_row_and_then_imported(zheng):
    wrong = _tried(zheng, BAD)
    report = zheng.send("/admin/imports/report", dict(values_of(wrong.form("/admin/imports/report"))))
    tried = _tried(zheng, GOOD)
    before = db.session.scalar(sa.select(Place.id).where(Place.name == "新苑小区"))
    done = zheng.submit(tried, "/admin/imports")

    assert "处不对，什么都没有导入" in wrong.text
    assert [cell.value for cell in load_workbook(BytesIO(report.body)).active[2]][0] == 2
    assert "会新增 1 行" in tried.text and before is None
    assert "新增 1 行" in done.text and db.session.scalar(sa.select(Place.id).where(Place.name == "新苑小区"))


def test_a_list_too_long_to_be_carried_along_is_chosen_again(zheng, monkeypatch):
    monkeypatch.setattr("service.web.actions.importing.CARRIED", 10)

    tried = _tried(zheng, GOOD)

    assert len(tried.document.query("input[type=file]")) == 1
    assert "content" not in dict(values_of(tried.form("/admin/imports")))


def test_a_file_that_is_none_and_one_that_is_missing_are_refused_on_the_page(zheng, visit):
    page = zheng.get("/admin/imports")

    assert _tried(zheng, b"a,b\n1,2\n").problem == "file_unreadable"
    assert zheng.submit(page, "/admin/imports/trial").status == 422
    assert zheng.submit(page, "/admin/imports/trial", content="bm90aGluZw==").status == 422
    assert visit("supervisor-wu").get("/admin/imports").status == 403
    assert zheng.client.get("/admin/imports/places.xlsx").status_code == 200


def test_the_auditor_reads_the_log_in_words_and_takes_it_home(visit, zheng):
    zheng.submit(zheng.get(f"/admin/places/{COMPOUND}"), f"/admin/places/{COMPOUND}/name", name="东街新苑")
    feng = visit("auditor-feng")
    page = feng.get("/admin/audit?act=place_renamed")
    file = feng.client.get("/admin/audit.xlsx?act=place_renamed")

    assert "修改地点名称 · 郑科长" in page.text and "原来：东街花园；现在：东街新苑" in page.text
    assert load_workbook(BytesIO(file.data)).active.max_row == 2
    assert "导出的表 审计日志" in feng.get("/admin/audit").text
    assert load_workbook(BytesIO(feng.get("/admin/audit.xlsx?act=erasure").body)).active.max_row == 1
    assert "导出" in feng.get("/admin/audit").text and "没有被改动" in feng.get("/admin/audit/verification").text
    assert [visit("supervisor-wu").get(path).status for path in ("/admin/audit", "/admin/state")] == [403, 403]
    assert feng.get("/admin/state").status == 403


def test_the_state_says_what_to_do_and_which_templates_are_missing(zheng, app):
    app.config.update(PRODUCTION=True)
    try:
        page = zheng.get("/admin/state")
    finally:
        app.config.update(PRODUCTION=False)

    assert "微信提醒的模板" in page.text and "没有设置" in page.text and "定时任务" in page.text


def test_what_was_not_delivered_is_sent_again_one_or_all_of_a_kind(zheng, town):
    li = town.account("resident-li").id
    with atomic() as session:
        outbox.put([Letter(li, "claimed", f"第{n}封", "有人接单", f"test:{n}", "CS-1", None, False)
                    for n in range(4)])
        session.execute(sa.update(Message).where(Message.title != "第3封").values(state="dead", next_try_at=None))
    page = zheng.get("/admin/messages")
    one = zheng.submit(page, next(form.attrs["action"] for form in page.document.query("main form")
                                  if form.attrs["action"].endswith("/sending")))
    rest = zheng.submit(one, "/admin/messages", holding={"kind": "claimed"})

    assert [len(each.document.query("li.job")) for each in (page, one)] == [3, 2] and "第3封" not in page.text
    assert ("2 条消息会重新发送" in rest.text, rest.document.query("li.job")) == (True, [])


@pytest.mark.parametrize("path", ["/admin", PEOPLE, f"/admin/places/{COMMUNITY}", "/admin/categories", "/admin/audit",
                                  "/admin/messages"])
def test_pages_ask_little(zheng, statements, path):
    zheng.get(path)
    with statements() as sent:
        zheng.get(path)

    assert len(sent) <= 8, "\n".join(sent)
