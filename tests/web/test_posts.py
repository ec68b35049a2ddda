"""Standing posts on pages: set up and written anew, a seat taken, turns served until the certificate."""

from tests.web.applying import COMMUNITY


def _set_up(zhang):
    new = zhang.get(f"/posts/new/{COMMUNITY}")
    return zhang.submit(new, new.path, kind="safety_patrol", title="夜间巡楼", description="看楼道灯亮不亮。",
                        times="每周五晚 8 点", seats="2")


def test_a_turn_on_a_post_becomes_a_certificate(registered):
    li, zhang, _path = registered
    post = _set_up(zhang).path

    free = li.get(post)
    seated = li.submit(free, f"{post}/seat")
    own = li.submit(seated, f"{post}/turns", minutes="60", text="巡了三栋楼。")
    turn = zhang.get(post)
    decided = zhang.submit(turn, next(form.attrs["action"] for form in turn.document.query("form")
                            if form.attrs["action"].endswith("/confirmation")))
    paper, none = li.get("/member/certificate.pdf"), li.get("/member/certificate.pdf?from=2020-01-01&to=2020-12-31")

    assert [page.offers() for page in (free, seated, own, turn, decided)] == [
        {"seat"}, {"turns", "leaving"}, {"turns", "leaving"}, {"change", "offer", "confirmation", "return"},
        {"change", "offer"}]
    assert (none.status, none.problem) == (404, "nothing_to_certify")
    assert "1 次，共 60 分钟" in li.get("/member").text
    assert (paper.status, paper.body[:5]) == (200, b"%PDF-")


def test_a_post_is_written_anew_and_a_refusal_loses_nothing(registered):
    _li, zhang, _path = registered
    page = _set_up(zhang)

    refused = zhang.submit(page, f"{page.path}/change", description="看灯，也看楼道。", seats="0")
    changed = zhang.submit(refused, f"{page.path}/change", seats="3")

    assert refused.status == 422
    assert "看灯，也看楼道。" in refused.document.query("#change-description")[0].to_text()
    assert ("看灯，也看楼道。" in changed.text, "名额 3 个" in changed.text) == (True, True)


def test_the_first_list_of_posts_is_of_those_one_may_take(registered):
    li, zhang, _path = registered
    path = _set_up(zhang).path

    assert [path in li.get(f"/posts{view}").links() for view in ("", "?view=mine")] == [True, False]


def test_a_turn_goes_back_with_a_reason_and_a_seat_is_left(registered):
    li, zhang, _path = registered
    post = _set_up(zhang).path
    li.submit(li.get(post), f"{post}/seat")
    li.submit(li.get(post), f"{post}/turns", minutes="60")
    turn = zhang.get(post)
    zhang.submit(turn, next(form.attrs["action"] for form in turn.document.query("form")
                            if form.attrs["action"].endswith("/return")), reason="那天下雨没有巡。")

    returned = li.get(post)
    left = li.submit(returned, f"{post}/leaving")

    assert ("那天下雨没有巡。" in returned.text, left.offers()) == (True, {"seat", "turns"})


def test_a_post_is_stopped_stays_so_when_it_is_written_anew_and_is_offered_again(registered):
    li, zhang, _path = registered
    page = _set_up(zhang)
    path = page.path

    stopped = zhang.submit(page, f"{path}/offer")
    changed = zhang.submit(stopped, f"{path}/change", title="夜间巡楼岗")
    unseen = li.get(path).status
    again = zhang.submit(changed, f"{path}/offer")

    assert ["这个岗位已经停了" in each.text for each in (stopped, changed, again)] == [True, True, False]
    assert (unseen, "夜间巡楼岗" in again.text, li.get(path).offers()) == (404, True, {"seat"})


def test_more_turns_than_one_page_holds_are_reached(registered, monkeypatch):
    li, zhang, _path = registered
    path = _set_up(zhang).path
    li.submit(li.get(path), f"{path}/seat")
    monkeypatch.setattr("service.web.queries.wishes.LISTED", 1)
    for minutes in ("31", "32"):
        li.submit(li.get(path), f"{path}/turns", minutes=minutes)

    first = li.get(path)
    second = li.get(next(link for link in first.links() if "cursor=" in link))

    assert (["31 分钟" in page.text for page in (first, second)]) == [False, True]
