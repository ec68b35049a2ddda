"""WeChat groups on pages: entered, handed on, and the places that have none."""

from service.membership.actions.groups import enter
from tests.web.applying import COMMUNITY
from tests.web.pictures import photo


def test_a_group_is_entered_by_a_worker_and_found_by_a_member(visit, town, registered):
    li, zhang, _path = registered

    form = zhang.get(f"/member/groups/at/{COMMUNITY}-01")
    page = zhang.submit(form, form.path, name="东街花园1群", member_count="20")
    renewed = next(link for link in (form.attrs["action"] for form in page.document.query("main form"))
                   if link.endswith("/qr"))
    refused = zhang.submit(page, renewed)
    shown = zhang.submit(refused, renewed, _photo=photo("group.jpg"))

    assert page.offers() == {"qr", "member-count", "ending", f"{COMMUNITY}-01"}
    assert (refused.status, "请选择二维码的图片" in refused.text) == (422, True)
    assert len(shown.document.query("main img")) == 1
    assert (li.get("/member/groups").offers(), "登记一个群" in li.get("/member/groups").text) == (set(), False)
    assert ("东街花园1群" in page.text, "东街花园1群" in li.get("/member/groups").text) == (True, True)
    assert "东街花园1群" not in visit("member-sun").get("/member/groups").text


def test_a_group_gets_another_owner_and_keeps_how_he_is_called(visit, town, registered):
    li, zhang, _path = registered
    group = enter(by=town.actor("worker-zhang"), place_code=f"{COMMUNITY}-01", name="一群", owner_name="张姐",
                  owner_account_id=town.account("worker-zhang").id)
    path = f"/member/groups/{group.id}/change"

    renamed = zhang.submit(zhang.get(path), path, name="东街花园一群")
    handed = zhang.submit(zhang.get(path), path, owner_account_id=str(town.account("resident-li").id))
    offered = {option.attrs["value"] for option in zhang.get(path).document.query("#group-owner_account_id option")}

    assert ("东街花园一群" in renamed.text, "群主 张姐" in renamed.text, "群主 李阿姨" in handed.text) == (True,) * 3
    assert offered >= {str(town.account(name).id) for name in ("resident-li", "worker-zhang")}
    assert (li.get(path).status, visit("worker-far").get(path).status) == (403, 404)


def test_places_without_a_group_are_listed_for_who_looks_after_them(visit, registered):
    li, zhang, _path = registered
    path = f"/member/groups/missing/{COMMUNITY}"

    page, file = zhang.get(path), zhang.client.get(f"{path}?format=xlsx")

    assert (path in zhang.get("/member/groups").links(), "东街花园" in page.text) == (True, True)
    assert (file.status_code, file.mimetype.endswith("sheet"), li.get(path).status) == (200, True, 403)
