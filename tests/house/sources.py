"""The code of the house as the rules read it: files, what they import, their functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from service import PACKAGES

ROOT = Path(__file__).parents[2]
LADDER = ("routes", "schemas", "tasks", "listeners", "actions", "notices", "queries", "policy", "events",
          "models")
TOOL = len(LADDER) - 1  # whatever has another name is a tool and stands beside the models


@dataclass(frozen=True)
class Import:
    """One imported module or name of ours: `service.<package>.<part>…`, at a line."""

    line: int
    package: str
    part: str | None

    @property
    def rank(self) -> int:
        """How far down the ladder of files it stands."""
        return rank(self.part)


def rank(part: str | None) -> int:
    """0 for routes, 9 for models and tools."""
    return LADDER.index(part) if part in LADDER else TOOL


@dataclass(frozen=True)
class Source:
    """One file: its path below the root, its text."""

    path: str
    text: str

    @classmethod
    def read(cls, path: Path) -> Source:
        return cls(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, for rules that look at each."""
        return list(ast.walk(self.tree))

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def parts(self) -> list[str]:
        """`service/feedback/actions/claiming.py` → [service, feedback, actions, claiming]."""
        return self.path.removesuffix(".py").split("/")

    @property
    def package(self) -> str | None:
        """The package of the story it belongs to."""
        return self.parts[1] if self.parts[0] == "service" and len(self.parts) > 2 else None

    @property
    def part(self) -> str | None:
        """Its step on the ladder of files; None for the `__init__` of a package."""
        return None if self.package is None or self.parts[2] == "__init__" else self.parts[2]

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Every function and method, nested ones too."""
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[Import]:
        """What it imports of ours, wherever in the file."""
        for node in self.nodes:
            for name in self._imported(node):
                _, package, *rest = [*name.split("."), ""]
                if package in PACKAGES:
                    yield Import(node.lineno, package, rest[0] or None)

    def _imported(self, node: ast.AST) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names if alias.name.startswith("service.")]
        if not isinstance(node, ast.ImportFrom):
            return []
        base = node.module or ""
        if node.level:
            folder = self.parts[: len(self.parts) - node.level]
            base = ".".join([*folder, *([node.module] if node.module else [])])
        if base != "service" and not base.startswith("service."):
            return []
        return [f"{base}.{alias.name}" for alias in node.names]


def of_service() -> Iterator[Source]:
    """Every file of the service."""
    return map(Source.read, sorted((ROOT / "service").rglob("*.py")))


def everything() -> Iterator[Source]:
    """All Python of the house but the migrations themselves; one after the other, their trees are large."""
    top = [ROOT / name for name in ("config.py", "wsgi.py", "gunicorn.conf.py", "migrations/env.py")]
    folders = [path for name in ("service", "tests", "bench") for path in sorted((ROOT / name).rglob("*.py"))]
    return map(Source.read, [*top, *folders])
