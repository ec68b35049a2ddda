"""The pictures of a log on pages: they come along, stay when the log is refused, and go when they are unticked."""

from tests.web.pictures import photo


def test_pictures_come_along_and_go_when_unticked(visit, town, day):
    hu = visit("lead-hu")

    with_one = hu.submit(hu.get(f"{day}/log"), f"{day}/log", pictures=photo())
    without = hu.submit(with_one, f"{day}/log", photos=None)

    assert len(with_one.document.query("input[name=photos]")) == 1
    assert without.document.query("input[name=photos]") == []


def test_more_pictures_than_a_log_takes_are_refused_and_no_word_is_lost(visit, day):
    hu = visit("lead-hu")

    refused = hu.submit(hu.get(f"{day}/log"), f"{day}/log", spot="老槐树下", pictures=[photo() for _ in range(10)])
    saved = hu.submit(refused, f"{day}/log", pictures=[photo() for _ in range(9)])

    assert (refused.status, "最多 9 张照片，现在有 10 张" in refused.text) == (422, True)
    assert len(saved.document.query("input[name=photos]")) == 9
    assert saved.document.query("#log-spot")[0].attrs["value"] == "老槐树下"


def test_a_refused_log_keeps_its_pictures(visit, day):
    hu = visit("lead-hu")
    hu.submit(hu.get(f"{day}/log"), f"{day}/log", pictures=photo())

    refused = hu.submit(hu.get(f"{day}/log"), f"{day}/log", others_present="1000", pictures=photo())
    saved = hu.submit(refused, f"{day}/log", others_present="10")

    assert refused.status == 422
    assert len(saved.document.query("input[name=photos][checked]")) == 2
