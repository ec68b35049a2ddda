"""A browser without scripts, for tests of pages: it keeps cookies, reads every page strictly, and fills in forms.

Every page it opens is checked, see strictness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from justhtml import JustHTML

from tests.web.strictness import INPUTS, elements, flaws

BUTTONS = ("submit", "button")


@dataclass
class Page:
    """What came back: status, address, headers, and the document where it is one, read when it is asked for."""

    status: int
    path: str
    headers: dict
    body: bytes

    @cached_property
    def document(self) -> JustHTML | None:
        """The page as a browser reads it; None for what is no page."""
        if not self.headers.get("Content-Type", "").startswith("text/html"):
            return None
        return JustHTML(self.body.decode(), sanitize=False, collect_errors=True, track_node_locations=True)

    @property
    def text(self) -> str:
        """What a person reads in the main part, blanks joined."""
        main = elements(self.document.root, "main")
        return re.sub(r"\s+", " ", (main[0] if main else self.document.root).to_text())

    @property
    def problem(self) -> str | None:
        """The code of the refusal the page tells of."""
        found = (node for node in elements(self.document.root) if node.attrs.get("id") == "problem")
        return next((node.attrs.get("data-code") for node in found), None)

    def links(self) -> list[str]:
        """Where one can go from the main part."""
        main = elements(self.document.root, "main")
        return [link.attrs.get("href", "") for link in elements(main[0], "a")] if main else []

    def offers(self) -> set[str]:
        """What the main part lets one do: the last word of the path of every form that changes something."""
        assert self.status < 500, f"{self.path}: {self.status}"
        return {(form.attrs.get("action") or self.path).rstrip("/").rpartition("/")[2]
                for form in self.document.query("main form[method=post]")}

    def form(self, action: str, **holding: str):
        """The form sent to this path that holds these values. Raises LookupError."""
        forms = elements(self.document.root, "form")
        for form in forms:
            if urlsplit(form.attrs.get("action") or self.path).path == action and _holds(form, holding):
                return form
        raise LookupError(f"no form to {action} with {holding} on {self.path}: "
                          f"{[form.attrs.get('action') for form in self.document.query('form')]}")


def _holds(form, wanted: dict[str, str]) -> bool:
    named = {(node.attrs.get("name"), node.attrs.get("value")) for node in elements(form, "input", "button")}
    return wanted.items() <= named if wanted else True


def values_of(form) -> list[tuple[str, str]]:
    """What the form would send if nobody touched it, buttons left out."""
    found = []
    for node in elements(form, *INPUTS):
        name, kind = node.attrs.get("name"), node.attrs.get("type", "text")
        if not name or "disabled" in node.attrs or kind in (*BUTTONS, "file"):
            continue
        if node.name == "textarea":
            found.append((name, node.to_text(strip=False).removeprefix("\n")))
        elif node.name == "select":
            options = elements(node, "option")
            chosen = [each for each in options if "selected" in each.attrs] or options[:1]
            found += [(name, each.attrs.get("value", "")) for each in chosen]
        elif kind not in ("checkbox", "radio") or "checked" in node.attrs:
            found.append((name, node.attrs.get("value") or ("on" if kind == "checkbox" else "")))
    return found


class Visitor:
    """Somebody with a browser. One that is `strict` checks every page it opens; a page is the same on both databases,
    so one of them is enough."""

    def __init__(self, client, *, strict: bool = True):
        self.client, self.strict = client, strict

    def get(self, path: str, **kw) -> Page:
        """Open a page."""
        return self._read(self.client.get(path, headers={"Accept": "text/html"}, follow_redirects=True, **kw))

    def send(self, path: str, values, **kw) -> Page:
        """Send a form's values as they are, and follow where it leads."""
        answer = self.client.post(path, data=values, headers={"Accept": "text/html"}, follow_redirects=True, **kw)
        return self._read(answer)

    def submit(self, page: Page, action: str, *, holding: dict | None = None, **typed) -> Page:
        """Fill in the form of the page that is sent to `action` and send it. A value of None takes a field out, a list
        says several, a file is (stream, name)."""
        values = [pair for pair in values_of(page.form(action, **(holding or {}))) if pair[0] not in typed]
        for name, value in typed.items():
            values += [(name, each) for each in (value if isinstance(value, list) else [value]) if each is not None]
        data: dict[str, list] = {}
        for name, value in values:
            data.setdefault(name, []).append(value)
        return self.send(action, data)

    def _read(self, answer) -> Page:
        page = Page(answer.status_code, answer.request.path, answer.headers, answer.get_data())
        if self.strict and page.document is not None:
            assert flaws(page) == [], f"{page.path}: {flaws(page)}"
        return page
