"""The rules of the house. Each takes a file and names what breaks the rule, with the line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from service import PACKAGES
from tests.house.sources import Source, rank

LONGEST_FILE, LONGEST_FUNCTION = 250, 30
OFF_THE_FILE_LADDER = ("core", "wechat", "town")  # tools without a domain; the town may use all
PURE = {"feedback": ("workflow", "routing", "deadlines", "numbers", "categorizing"), "courtyard": ("calendar",),
        "development": ("stages",), "mediation": ("catalogue", "limits"), "party": ("hours",),
        "volunteering": ("coordinates", "kinds"), "wishes": ("workflow", "kinds"),
        "membership": ("catalogue", "receipts"), "screening": ("persons",)}
FRAMEWORK = re.compile(r"(flask|sqlalchemy|service\.core\.(database|http))\b")
NAMELESS = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?)(_|$)")


def packages_import_only_earlier_ones(source: Source) -> Iterator[str]:
    if source.package is None:
        return
    for found in source.imports():
        if PACKAGES.index(found.package) > PACKAGES.index(source.package):
            yield f"line {found.line}: {source.package} stands before {found.package}"


def files_import_only_downwards(source: Source) -> Iterator[str]:
    if source.part is None or source.package in OFF_THE_FILE_LADDER:
        return
    for found in source.imports():
        if found.package not in OFF_THE_FILE_LADDER and found.rank < rank(source.part):
            yield f"line {found.line}: {source.part} may not import {found.package}.{found.part}"


def pure_files_know_no_framework(source: Source) -> Iterator[str]:
    if source.part not in PURE.get(source.package, ()):
        return
    for node in source.nodes:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        for name in names:
            if FRAMEWORK.match(name) or name.endswith(".models"):
                yield f"line {node.lineno}: pure Python does not import {name}"


def only_routes_know_the_request(source: Source) -> Iterator[str]:
    if source.package in (None, "core") or source.part == "routes":
        return
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "flask":
            for name in {"request", "g", "session"} & {alias.name for alias in node.names}:
                yield f"line {node.lineno}: {name} is known to routes and core only"


def files_are_short(source: Source) -> Iterator[str]:
    if source.lines > LONGEST_FILE:
        yield f"{source.lines} lines; past {LONGEST_FILE} a file becomes a folder of nouns"


def functions_are_short(source: Source) -> Iterator[str]:
    for function in source.functions():
        length = function.end_lineno - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"line {function.lineno}: {function.name} has {length} lines"


def files_say_why_they_exist(source: Source) -> Iterator[str]:
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield "line 1: one sentence on why this file exists is missing"


def files_have_a_name(source: Source) -> Iterator[str]:
    for name in source.parts:
        if NAMELESS.search(name):
            yield f"line 1: {name} says nothing; what has no better name has no home"


def only_the_clock_reads_the_time(source: Source) -> Iterator[str]:
    if source.path == "service/core/clock.py":
        return
    for node in source.nodes:
        if not (isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")):
            continue
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if owner in ("datetime", "date"):
            yield f"line {node.lineno}: {owner}.{node.attr}; ask core.clock"


def only_the_settings_read_the_environment(source: Source) -> Iterator[str]:
    if source.path in ("config.py", "gunicorn.conf.py") or source.path.startswith(("tests/", "bench/")):
        return
    lines = source.text.splitlines()
    for node in source.nodes:
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            name = next((alias.name for alias in node.names if alias.name in ("environ", "getenv")), "")
        if name not in ("environ", "environb", "getenv"):
            continue
        figures = "PROMETHEUS_MULTIPROC_DIR" in lines[node.lineno - 1]
        if not (figures and source.path == "service/core/metrics.py"):
            yield f"line {node.lineno}: {name}; a setting comes from config.py"


def only_the_database_commits(source: Source) -> Iterator[str]:
    if source.path == "service/core/database.py" or source.package is None:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield f"line {node.lineno}: commit; write inside atomic()"


def routes_never_touch_the_session(source: Source) -> Iterator[str]:
    if source.part != "routes":
        return
    for node in source.nodes:
        aliases = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
        names = {getattr(node, "id", None), getattr(node, "attr", None), *(alias.name for alias in aliases)}
        for name in {"db", "session", "atomic"} & names:
            yield f"line {node.lineno}: {name} in a route; an action or a query does that"


def routes_do_not_decide(source: Source) -> Iterator[str]:
    if source.part != "routes":
        return
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.If | ast.IfExp | ast.Try | ast.For | ast.While | ast.Match):
                yield f"line {node.lineno}: {type(node).__name__} in {function.name}; a route only hands over"


def _written_states(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(part, ast.Attribute) and part.attr == "state" and isinstance(part.ctx, ast.Store)
                   for target in targets for part in ast.walk(target))
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called == "setattr":
        return any(isinstance(value, ast.Constant) and value.value == "state" for value in node.args[1:2])
    keys = [key.value if isinstance(key, ast.Constant) else getattr(key, "attr", "") for value in node.args
            if isinstance(value, ast.Dict) for key in value.keys]
    return called == "values" and "state" in [*keys, *(keyword.arg for keyword in node.keywords)]


def only_advance_moves_a_ticket(source: Source) -> Iterator[str]:
    if source.package != "feedback":
        return
    tickets = [node for node in source.tree.body if isinstance(node, ast.ClassDef) and node.name == "Ticket"]
    advances = [method for ticket in tickets for method in ticket.body
                if getattr(method, "name", "") == "advance"]
    allowed = {id(node) for advance in advances for node in ast.walk(advance) if source.part == "models"}
    for node in source.nodes:
        if _written_states(node) and id(node) not in allowed:
            yield f"line {node.lineno}: state is written by Ticket.advance alone"


def tests_are_tests(source: Source) -> Iterator[str]:
    if not source.parts[-1].startswith("test_"):
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield f"line {node.lineno}: a test is a function"
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith(("test_", "_")):
            continue
        if not any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list):
            yield f"line {node.lineno}: {node.name} is no test, no fixture, and not private"


OF_EVERYTHING = (files_are_short, functions_are_short, files_say_why_they_exist, files_have_a_name,
                 only_the_clock_reads_the_time, only_the_settings_read_the_environment)
OF_THE_SERVICE = (packages_import_only_earlier_ones, files_import_only_downwards,
                  pure_files_know_no_framework, only_routes_know_the_request, only_the_database_commits,
                  routes_never_touch_the_session, routes_do_not_decide, only_advance_moves_a_ticket)
OF_TESTS = (tests_are_tests,)
ALL = OF_EVERYTHING + OF_THE_SERVICE + OF_TESTS


def that_hold_for(source: Source) -> tuple:
    """The rules this file has to keep."""
    in_service, is_test = source.parts[0] == "service", source.parts[-1].startswith("test_")
    return OF_EVERYTHING + (OF_THE_SERVICE if in_service else ()) + (OF_TESTS if is_test else ())
