"""Every kind of letter somebody writes has a subscribe template, and no template has kinds nobody writes."""

import ast
import re
from pathlib import Path

import service
from service.notifications import kinds, templates

SOURCES = sorted(Path(service.__file__).parent.rglob("*.py"))


def _pattern(node):
    """A text as a pattern: what is filled in may be anything; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
                       for part in node.values)
    return None


def _called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", None))


def _argument(call, name, position):
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return named[0] if named else call.args[position] if position is not None and len(call.args) > position else None


TELLING = {"Letter", "_tell", "tell", "speaking", "ended_otherwise"}
"""By whom a kind is handed on."""


def _takers(trees):
    """Functions of notices with a parameter `kind`: module and name, its position, what they make of it."""
    found = {("", "Letter"): (1, "{}")}
    for path, tree in trees.items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            names = [argument.arg for argument in function.args.args]
            if "kind" in names and any(isinstance(node, ast.Call) and _called(node) in TELLING
                                       for node in ast.walk(function)):
                made = [_argument(node, "kind", None) for node in ast.walk(function)
                        if isinstance(node, ast.Call) and _called(node) == "Letter"]
                prefix = [node.values[0].value for node in made if isinstance(node, ast.JoinedStr)]
                found[path, function.name] = names.index("kind"), f"{prefix[0] if prefix else ''}{{}}"
    return found


def _written_kinds():
    trees = {path: ast.parse(path.read_text()) for path in SOURCES}
    home = Path(service.__file__).parent
    notices = {path: tree for path, tree in trees.items() if "notices" in path.relative_to(home).as_posix()}
    takers, patterns = _takers(notices), set()
    for path, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for (home, name), (position, shape) in takers.items():
                is_meant = home in ("", path) or not name.startswith("_")
                pattern = _pattern(_argument(call, "kind", position)) if is_meant and _called(call) == name else None
                if pattern:
                    patterns.add(shape.format(pattern))
    return patterns


WRITTEN = _written_kinds()


def test_every_kind_that_is_written_has_its_template():
    without = {pattern for pattern in WRITTEN if not any(re.fullmatch(pattern, kind) for kind in kinds.TEMPLATES)}

    assert len(WRITTEN) > 60 and without == set()


def test_every_reminder_has_its_template():
    from service.development import stages
    from service.mediation import limits

    made = ({f"mediation_{reminder}" for reminder in limits.Reminder}
            | {f"candidate_due_{reminder}" for reminder in stages.Reminder}
            | {f"{what}_warned_{percent}" for what in ("claim", "answer") for percent in (50, 80)})

    assert made <= set(kinds.TEMPLATES)


def test_no_kind_stands_there_that_nobody_writes():
    assert {kind for kind in kinds.TEMPLATES if not any(re.fullmatch(one, kind) for one in WRITTEN)} == set()


def test_the_templates_of_kinds_are_templates_of_ours():
    assert {*kinds.BY_TEMPLATE, kinds.OTHERWISE} <= set(templates.NAMES)
    assert sum(map(len, kinds.BY_TEMPLATE.values())) == len(kinds.TEMPLATES)
