"""docs/safety.md names the test that keeps each promise: it is there, and the page stays two screens long."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/safety.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py|test_\w+)`")
TESTS = {found.group(1) for path in (ROOT / "tests").rglob("test_*.py")
         for found in re.finditer(r"^def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)}


def _is_there(name: str) -> bool:
    return (ROOT / name).is_file() if name.startswith("tests/") else name in TESTS


def test_every_test_that_keeps_a_promise_is_there():
    named = NAMED.findall(PAGE.read_text("utf-8"))

    assert len(named) > 40
    assert [name for name in named if not _is_there(name)] == []


def test_every_promise_names_a_test():
    rows = [line for line in PAGE.read_text("utf-8").splitlines()
            if line.startswith("| ") and not line.startswith("| promise")]

    assert [row for row in rows if not NAMED.search(row)] == []


def test_a_test_that_is_gone_is_missed():
    assert not _is_there("test_there_never_was_such_a_promise") and not _is_there("tests/docs/test_nothing.py")


def test_the_page_is_two_screens_long():
    assert len(PAGE.read_text("utf-8").splitlines()) <= 80
