"""A browser without scripts, for tests of pages: it keeps cookies, reads every page strictly, and fills in forms.

Every page it opens is checked: sound HTML, one h1, labels, ids used once, nothing from elsewhere, guarding headers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from justhtml import JustHTML

ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
A_MOMENT = re.compile(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?[+-]\d\d:\d\d)?$")
UNLABELLED = ("hidden", "submit", "button")
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
        main = self.document.query("main")
        return re.sub(r"\s+", " ", (main[0] if main else self.document.root).to_text())

    @property
    def problem(self) -> str | None:
        """The code of the refusal the page tells of."""
        found = self.document.query("#problem")
        return found[0].attrs.get("data-code") if found else None

    def links(self) -> list[str]:
        """Where one can go from the main part."""
        return [link.attrs.get("href", "") for link in self.document.query("main a")]

    def offers(self) -> set[str]:
        """What the main part lets one do: the last word of the path of every form that changes something."""
        assert self.status < 500, f"{self.path}: {self.status}"
        return {(form.attrs.get("action") or self.path).rstrip("/").rpartition("/")[2]
                for form in self.document.query("main form[method=post]")}

    def form(self, action: str, **holding: str):
        """The form sent to this path that holds these values. Raises LookupError."""
        for form in self.document.query("form"):
            if urlsplit(form.attrs.get("action") or self.path).path == action and _holds(form, holding):
                return form
        raise LookupError(f"no form to {action} with {holding} on {self.path}: "
                          f"{[form.attrs.get('action') for form in self.document.query('form')]}")


def _holds(form, wanted: dict[str, str]) -> bool:
    named = {(node.attrs.get("name"), node.attrs.get("value")) for node in form.query("input, button")}
    return wanted.items() <= named if wanted else True


def values_of(form) -> list[tuple[str, str]]:
    """What the form would send if nobody touched it, buttons left out."""
    found = []
    for node in form.query("input, textarea, select"):
        name, kind = node.attrs.get("name"), node.attrs.get("type", "text")
        if not name or "disabled" in node.attrs or kind in (*BUTTONS, "file"):
            continue
        if node.name == "textarea":
            found.append((name, node.to_text(strip=False).removeprefix("\n")))
        elif node.name == "select":
            options = node.query("option")
            chosen = [each for each in options if "selected" in each.attrs] or options[:1]
            found += [(name, each.attrs.get("value", "")) for each in chosen]
        elif kind not in ("checkbox", "radio") or "checked" in node.attrs:
            found.append((name, node.attrs.get("value") or ("on" if kind == "checkbox" else "")))
    return found


def flaws(page: Page) -> list[str]:
    """What is wrong with a page before anybody has read it."""
    document = page.document
    found = [f"{error.code} in line {error.line}" for error in document.errors]
    ids = [node.attrs["id"] for node in document.query("[id]")]
    found += [f"id {each} twice" for each in sorted({each for each in ids if ids.count(each) > 1})]
    found += [f"{len(document.query('h1'))} h1"] if len(document.query("h1")) != 1 else []
    found += [f"{node.name} from elsewhere" for node in document.query("[src], link, form")
              if ELSEWHERE.match(node.attrs.get("src") or node.attrs.get("href") or node.attrs.get("action") or "")]
    found += [f"style or script inside, at {node.name}" for node in document.query("[style], style, [onclick]")]
    found += ["script inside" for node in document.query("script") if "src" not in node.attrs]
    found += [f"{target} labels nothing" for node in document.query("label[for]")
              if (target := node.attrs["for"]) not in ids]
    labelled = {node.attrs["for"] for node in document.query("label[for]")}
    found += [f"{node.attrs.get('name')} has no label" for node in document.query("input, select, textarea")
              if node.attrs.get("type") not in UNLABELLED and node.attrs.get("id") not in labelled
              and not {"aria-label", "aria-labelledby"} & set(node.attrs)]
    found += ["a form that changes something is not guarded" for form in document.query("form[method=post]")
              if not form.query("input[name=_csrf]")]
    found += [f"{node.attrs.get('name')} offers something twice" for node in document.query("select")
              if len(values := [each.attrs.get("value") for each in node.query("option")]) != len(set(values))]
    found += [f"{node.attrs['datetime']} is no moment of HTML" for node in document.query("time[datetime]")
              if not A_MOMENT.match(node.attrs["datetime"])]
    policy = page.headers.get("Content-Security-Policy", "")
    return found + ([] if "unsafe" not in policy and "default-src 'none'" in policy else ["an open policy"]) + (
        [] if "no-store" in page.headers.get("Cache-Control", "") else ["may be kept by others"])


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
