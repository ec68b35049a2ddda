"""What everybody would see is looked at on one page, with one tap each."""

from tests.feedback.conftest import frozen, life, people, wait
from tests.screening.conftest import look, matters, platform

__all__ = ["frozen", "life", "look", "matters", "people", "platform", "wait"]
MANY = 8


def _waiting(page):
    return [link for link in page.links() if link.startswith("/desk/tickets/")]


def test_one_tap_shows_and_one_tap_with_a_reason_hides(visit, matters):
    (good, good_id), (bad, bad_id) = matters.held("楼下贴了测试违规的纸"), matters.held("门口贴了测试违规的纸")
    zhang = visit("worker-zhang")
    page = zhang.get("/desk/reviews")

    shown = zhang.submit(page, f"/desk/reviews/{good_id}/decision", show="yes")
    hidden = zhang.submit(shown, f"/desk/reviews/{bad_id}/decision", holding={"show": "no"},
                          reason="里面有别人的姓名、电话或门牌。")

    assert _waiting(page) == [f"/desk/tickets/{good}", f"/desk/tickets/{bad}"]
    assert "门口贴了测试违规的纸" in page.text
    assert (matters.publicity(good), matters.publicity(bad)) == ("shown", "hidden")
    assert "现在没有要看的。" in hidden.text


def test_text_and_proposal_stand_side_by_side_with_what_was_found_marked(visit, matters, look):
    matters.held("测试违规：我叫李四，电话13911117777")
    page = visit("worker-zhang").get("/desk/reviews")

    marks = [mark.to_text() for mark in page.document.query("main .proposal section mark")]
    assert marks == ["李四", "13911117777", "李*", "***"]
    assert "遮住了：姓名、手机号。" in page.text


def test_the_reviewer_changes_what_is_proposed_and_publishes_that(visit, matters):
    number, check_id = matters.held("测试违规：门口三楼的小刘电话13911117777")
    zhang = visit("worker-zhang")
    path = f"/desk/reviews/{check_id}/decision"

    refused = zhang.submit(zhang.get("/desk/reviews"), path, holding={"show": "yes"}, text="小刘电话13911117777")
    assert (refused.status, refused.problem) == (422, "persons_left") and "请用 * 遮住再公开" in refused.text
    assert "小刘电话13911117777" in refused.body.decode()
    zhang.submit(refused, path, holding={"show": "yes"}, text="测试违规：门口三楼的**电话***")

    assert matters.seen_by_visitors(number)["text"] == "测试违规：门口三楼的**电话***"


def test_hiding_needs_a_reason(visit, matters):
    number, check_id = matters.held()
    zhang = visit("worker-zhang")

    page = zhang.submit(zhang.get("/desk/reviews"), f"/desk/reviews/{check_id}/decision", holding={"show": "no"})

    assert (page.status, page.problem) == (422, "invalid") and "不展示请说明原因" in page.text
    assert matters.publicity(number) == "held"


def test_who_looks_second_hears_that_it_is_done(visit, matters):
    _number, check_id = matters.held()
    zhou = visit("worker-zhou")
    page = zhou.get("/desk/reviews")
    matters.decided(check_id, True)

    late = zhou.submit(page, f"/desk/reviews/{check_id}/decision", show="yes")

    assert late.problem in ("stale", "already_decided") and "现在没有要看的。" in late.text


def test_nobody_looks_at_his_own(visit, matters):
    matters.held(by="zhang")

    page = visit("worker-zhang").get("/desk/reviews")

    assert "请同事来看" in page.text and not page.document.query("main form[action*=decision]")


def test_pictures_are_shown_and_the_list_asks_little(visit, matters, look, statements):
    for _ in range(MANY):
        _number, (picture,) = matters.pictured()
        look()
        matters.judged(picture, "risky", 20001)
    zhang = visit("worker-zhang")
    zhang.get("/desk/reviews")

    with statements() as sent:
        page = zhang.get("/desk/reviews")

    assert len(page.document.query("main .pictures img")) == MANY
    assert len(sent) <= 8, "\n".join(sent)


def test_the_review_list_is_for_workers_and_supervisors(visit):
    assert visit("member-wang").get("/desk/reviews").status == 403
    assert visit("supervisor-wu").get("/desk/reviews").status == 200
