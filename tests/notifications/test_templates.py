"""What WeChat is told fits its templates: short, on one line, never empty."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from service.notifications import templates

EVENING = datetime(2026, 11, 22, 16, 1, tzinfo=UTC)


@pytest.mark.parametrize(("text", "said"), [
    ("楼道灯坏了", "楼道灯坏了"), ("灯" * 20, "灯" * 20), ("灯" * 21, "灯" * 19 + "…"),
    ("一行\n两行\r\n 三行", "一行 两行 三行"), ("", "-"), (" \n", "-"),
])
def test_a_thing_is_at_most_twenty_characters_on_one_line(text, said):
    assert templates.thing(text) == said


@pytest.mark.parametrize(("text", "said"), [
    ("CS-20261122-0001", "CS-20261122-0001"), (None, "-"), ("工单", "-"), ("工单 7", "7"),
    ("x" * 40, "x" * 32),
])
def test_a_character_string_is_ascii_and_short(text, said):
    assert templates.character_string(text) == said


def test_the_time_is_the_local_one_in_wechat_form():
    assert templates.data("a", "b", None, EVENING)["time4"] == "2026年11月23日 00:01"


def test_the_page_carries_the_dedupe_key_and_the_subject():
    query = parse_qs(urlsplit(templates.page("CS-1", "claimed:1&x=2")).query)

    assert query == {"message": ["claimed:1&x=2"], "subject": ["CS-1"]}
    assert "subject" not in templates.page(None, "k")
