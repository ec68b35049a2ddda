"""Whoever runs the service finds every setting in one table."""

import ast
import re

import pytest

import config
from tests.house.sources import ROOT, Source

READ = re.compile(r"\$\{([A-Z][A-Z_]+):-")
INSIDE = {"TESTING"}


def _named_in(source):
    """Environment names a file reads, and the settings config.py lists."""
    for node in source.nodes:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target).isupper():
            yield node.target.id
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".get", "getenv")) and node.args:
            yield from (value.value for value in node.args[:1] if isinstance(value, ast.Constant))


def _documented():
    table = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    return set(re.findall(r"`([A-Z][A-Z_]+)`", table))


@pytest.mark.parametrize("path", ["config.py", "gunicorn.conf.py"])
def test_every_setting_is_documented(path):
    names = set(_named_in(Source.read(ROOT / path)))

    assert len(names) > 4
    assert names - INSIDE - _documented() == set()


@pytest.mark.parametrize("path", ["script/server", "script/test", "script/environment"])
def test_every_setting_of_a_script_is_documented(path):
    assert set(READ.findall((ROOT / path).read_text("utf-8"))) <= _documented()


def test_no_document_names_a_setting_that_is_gone():
    paths = ("config.py", "gunicorn.conf.py", "script/server", "script/test", "script/environment",
             "tests/conftest.py")
    texts = [(ROOT / path).read_text("utf-8") for path in paths]
    named = {name for text in texts for name in re.findall(r"[A-Z][A-Z_]{3,}", text)}

    assert _documented() - named <= {"DEBUG", "INFO", "WARNING", "ERROR", "GET"}


def test_a_setting_nobody_wrote_down_is_found():
    planted = Source("config.py", 'x = given.get("NEW_SETTING") or 1')

    assert set(_named_in(planted)) - _documented() == {"NEW_SETTING"}


def test_pinned_versions_hold_no_address():
    text = (ROOT / "constraints.txt").read_text("utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert pins and all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.!+-]+", line) for line in pins)


def test_every_requirement_is_pinned():
    pinned = set((ROOT / "constraints.txt").read_text("utf-8").lower().replace("_", "-").splitlines())
    asked = [re.sub(r"\[.*?\]", "", line).lower().replace("_", "-")
             for name in ("requirements.txt", "requirements-dev.txt")
             for line in (ROOT / name).read_text("utf-8").splitlines() if "==" in line]

    assert set(asked) <= pinned


@pytest.mark.parametrize(("name", "said"), [("DIGEST_SECONDS", "five"), ("OUTSIDE_SYSTEMS", "{secret"),
                                            ("WECHAT_TEMPLATES", "none")])
def test_a_setting_that_cannot_be_read_is_named_without_its_value(name, said, tmp_path):
    with pytest.raises(ValueError, match=name) as refused:
        config.from_environment({"DATA_DIR": str(tmp_path), name: said})

    assert said not in str(refused.value)
