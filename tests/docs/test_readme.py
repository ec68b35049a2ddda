"""What the documents say is so: files and settings they name exist, every code and call stands in docs/api.md."""

import ast
import re
import subprocess
import threading

import pytest
from werkzeug.serving import make_server

from service.core import errors
from tests.house.sources import ROOT, Source, of_service

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "STYLE.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
NAMED = re.compile(r"`([\w.-]+(?:/[\w.*-]+)*/?)`|\]\(([\w./-]+)(?:#[\w-]+)?\)")
SUFFIXES = (".py", ".md", ".txt", ".toml", ".csv", ".yml")
FOLDERS = tuple(f"{path.name}/" for path in ROOT.iterdir() if path.is_dir())
MADE_BY_RUNNING = (".venv/", "data/")
ROW = re.compile(r"^\| `([a-z_]+)` \| ([\d, ]+) \|", re.MULTILINE)
CALL = re.compile(r"`(GET|POST|PUT|DELETE) (/[^`?\s]*)")
SETTING = re.compile(r"`([A-Z][A-Z_]{3,})(?:=[^`]*)?`")
READERS = ("config.py", "gunicorn.conf.py", "script/server", "script/test", "script/environment",
           "tests/conftest.py", "bench/ground.py")


def _text(name):
    return (ROOT / name).read_text("utf-8")


def _paths_in(page):
    """Paths of the checkout a page names, as `code` or as a link."""
    for code, link in NAMED.findall(page.read_text("utf-8")):
        if link:
            yield (page.parent / link).resolve()
        elif code.endswith(SUFFIXES) or code.startswith(FOLDERS):
            yield ROOT / code


def _is_there(path):
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    return f"{name}/".startswith(MADE_BY_RUNNING) or any(ROOT.glob(name)) or any(page.match(name) for page in PAGES)


def _problems(trees):
    """Name of each class of refusal → its status, classes of classes too."""
    known = {name: kind.status for name, kind in vars(errors).items()
             if isinstance(kind, type) and issubclass(kind, errors.Problem)}
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in range(3):
        for node in classes:
            bases = [ast.unparse(base).split(".")[-1] for base in node.bases]
            known |= {node.name: known[base] for base in bases if base in known and node.name not in known}
    return known


def _named_codes(node):
    """(code, status or None) that the body of a class sets."""
    for line in node.body:
        names = [name.id for target in getattr(line, "targets", []) for name in ast.walk(target)
                 if isinstance(name, ast.Name)]
        if "code" in names:
            values = line.value.elts if isinstance(line.value, ast.Tuple) else [line.value]
            said = dict(zip(names, values, strict=True))
            yield said["code"].value, said["status"].value if "status" in said else None


def _codes(sources):
    """code → statuses, of every refusal the service can utter."""
    trees, found = [source.tree for source in sources], {}
    statuses = _problems(trees)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef) and node.name in statuses:
            for code, status in _named_codes(node):
                found.setdefault(code, set()).add(status or statuses[node.name])
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in statuses:
            for keyword in node.keywords:
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                    found.setdefault(keyword.value.value, set()).add(
                        statuses[ast.unparse(node.func).split(".")[-1]])
    return found


def _documented_codes():
    return {code: {int(part) for part in said.split(",")} for code, said in ROW.findall(_text("docs/api.md"))}
