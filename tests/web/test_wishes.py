"""Wishes on pages: from the resident over the community to a member, and what becomes of the service."""

import pytest

from tests.web.applying import BUILDING, COMMUNITY
from tests.web.pictures import photo

NEW_WISH = f"/wishes/new/{BUILDING}"


def test_a_wish_goes_from_the_resident_over_the_community_to_a_member(visit, registered):
    li, zhang, _path = registered
    chen = visit("volunteer-qian")
    submitted = chen.submit(chen.get(NEW_WISH), NEW_WISH, text="想学和孙女视频。")
    wish = submitted.path

    to_approve = zhang.get(wish)
    approved = zhang.submit(to_approve, f"{wish}/approval")
    offered, to_take = li.get("/wishes?view=open"), li.get(wish)
    claimed = li.submit(to_take, f"{wish}/claim")
    done = li.submit(claimed, f"{wish}/done", text="教会了视频通话。", minutes="40")
    to_confirm = chen.get(wish)
    confirmed = chen.submit(to_confirm, f"{wish}/confirmation", holding={"fulfilled": "yes"})

    assert [page.offers() for page in (submitted, to_approve, approved, to_take, claimed)] == [
        {"withdrawal"}, {"approval", "decline", "reveal"}, {"decline", "reveal"}, {"claim"},
        {"done", "release", "reveal"}]
    assert [page.offers() for page in (done, to_confirm, confirmed)] == [{"reveal"}, {"confirmation"}, set()]
    assert wish in offered.links()
    assert (confirmed.status, "教会了视频通话" in confirmed.text) == (200, True)
    assert "想学和孙女视频" in li.get("/member").text


def test_what_waits_for_the_community_is_gone_once_it_is_decided(visit, registered):
    li, zhang, path = registered
    chen = visit("volunteer-qian")
    wish = chen.submit(chen.get(NEW_WISH), NEW_WISH, text="换个灯泡。").path
    first = zhang.get("/community").links()
    zhang.submit(zhang.get(wish), f"{wish}/approval")
    li.submit(li.get(wish), f"{wish}/claim")
    li.submit(li.get(wish), f"{wish}/done", text="换好了。")
    chen.submit(chen.get(wish), f"{wish}/confirmation", holding={"fulfilled": "yes"})
    served = zhang.get("/community").links()
    record = next(link for link in served if "/member/records/" in link)
    own, to_confirm = li.get(record), zhang.get(record)
    unproven = "/member/certificate.pdf" in li.get("/member").links()
    confirmed = zhang.submit(to_confirm, f"{record}/confirmation", minutes="40")
    corrected = zhang.submit(confirmed, f"{record}/correction", minutes="30", reason="记错了")

    assert (wish in first, wish in served, path in first) == (True, False, False)
    assert [page.offers() for page in (own, to_confirm, confirmed, li.get(record))] == [
        {"minutes"}, {"confirmation"}, {"correction"}, set()]
    assert ("改为 30 分钟" in corrected.text, record in zhang.get("/community").links()) == (True, False)
    assert (unproven, "/member/certificate.pdf" in li.get("/member").links()) == (False, True)
    assert ["服务证明" in visitor.get("/member/records").text for visitor in (li, zhang)] == [True, False]


def test_a_list_shows_what_is_in_the_state_that_was_asked_for(registered):
    li, zhang, path = registered
    wish = li.submit(li.get(NEW_WISH), NEW_WISH, text="换个灯泡。").path

    assert [path in zhang.get(f"/member/registrations?view=place&state={state}").links()
            for state in ("accepted", "applied")] == [True, False]
    assert [wish in zhang.get(f"/wishes?view=place&state={state}").links()
            for state in ("reviewing", "open")] == [True, False]


def test_who_may_take_on_or_looks_after_wishes_and_posts_finds_them(visit, registered):
    li, zhang, _path = registered
    chen = visit("volunteer-qian")

    assert [[f"/wishes?view={view}" in visitor.get("/wishes").links() for view in ("open", "place")]
            for visitor in (chen, li, zhang)] == [[False, False], [True, False], [False, True]]
    assert [[path in visitor.get("/posts").links() for path in ("/posts/new", "/posts?view=place")]
            for visitor in (li, zhang)] == [[False, False], [True, True]]
    assert [[path in visitor.get("/").document.root.to_html() for path in ('href="/community"', 'href="/unit"')]
            for visitor in (li, zhang)] == [[False, False], [True, False]]


@pytest.mark.parametrize("path", ["/wishes/new", "/posts/new"])
def test_a_town_is_too_wide_for_a_wish_or_a_post(registered, path):
    assert [registered[1].get(f"{path}/{place}").offers() for place in ("500115001", COMMUNITY)] == [set(), {COMMUNITY}]


def test_a_wish_shows_the_pictures_that_came_along(registered):
    li = registered[0]

    page = li.submit(li.get(NEW_WISH), NEW_WISH, text="换个灯泡。", pictures=photo())

    assert len(page.document.query("main img")) == 1


def test_the_same_form_sent_from_another_window_is_done_once(visit):
    """What differs between two tries of one form, the secret and the page it stood on, makes no second wish."""
    li = visit("resident-li")
    page = li.get(NEW_WISH)

    first, second = (li.submit(page, NEW_WISH, text="想学视频。", _page=where) for where in (NEW_WISH, "/wishes/new"))

    assert (first.path, second.status) == (second.path, 200)


def test_a_wish_that_is_refused_keeps_what_was_typed(visit):
    li = visit("resident-li")

    refused = li.submit(li.get(NEW_WISH), NEW_WISH, text="想学视频。", wanted_by="2001-01-01", pictures=photo())
    many = li.submit(refused, NEW_WISH, wanted_by="", pictures=[photo() for _ in range(3)])
    written = li.submit(many, NEW_WISH, pictures=None, photos=_photos(many)[:1])

    assert (refused.status, len(_photos(refused))) == (422, 1)
    assert (many.status, "最多 3 张照片，现在有 4 张" in many.text, len(_photos(many))) == (422, True, 4)
    assert "想学视频。" in many.document.query("#wish-text")[0].to_text()
    assert len(written.document.query(".pictures img")) == 1


def _photos(page):
    return [node.attrs["value"] for node in page.document.query("input[name=photos][checked]")]


def test_a_contact_is_shown_for_a_reason_only(visit, registered):
    _li, zhang, _path = registered
    qian = visit("volunteer-qian")
    wish = qian.submit(qian.get(NEW_WISH), NEW_WISH, text="换个灯泡。",
                       contact_phone="13900001234").path

    page = zhang.get(wish)
    shown = zhang.submit(page, f"{wish}/reveal", reason="约时间上门")

    assert ("13900001234" in page.text, "13900001234" in shown.text) == (False, True)


def test_a_worker_elsewhere_is_not_offered_the_contact_in_a_wish_he_wrote_down(visit):
    far = visit("worker-far")

    wish = far.submit(far.get(NEW_WISH), NEW_WISH, text="换个灯泡。")

    assert wish.offers() == {"withdrawal"}
