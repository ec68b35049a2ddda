"""What is wrong with a page before anybody has read it. One walk through its nodes: this is done for every page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
A_MOMENT = re.compile(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?[+-]\d\d:\d\d)?$")
UNLABELLED = ("hidden", "submit", "button")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LIMITED = ("text", "search", "url", "tel", "email", "password")  # HTML: `maxlength` means nothing elsewhere
INPUTS = ("input", "select", "textarea")


def elements(root, *names: str) -> list:
    """All elements below `root`, in their order; only those of these names, when some are given. A selector would do
    the same a hundred times slower."""
    found, waiting = [], list(reversed(root.children or ()))
    while waiting:
        node = waiting.pop()
        if getattr(node, "attrs", None) is not None:
            found.append(node)
        waiting.extend(reversed(node.children or ()))
    return [node for node in found if node.name in names] if names else found


def flaws(page) -> list[str]:
    """Each flaw in a few words: sound HTML, one h1, labels, ids used once, nothing from elsewhere, guarding headers."""
    nodes = elements(page.document.root)
    by_name = defaultdict(list)
    for node in nodes:
        by_name[node.name].append(node)
    ids = Counter(node.attrs["id"] for node in nodes if "id" in node.attrs)
    found = [f"{error.code} in line {error.line}" for error in page.document.errors]
    found += [f"id {each} twice" for each, count in ids.items() if count > 1]
    found += [f"{len(by_name['h1'])} h1"] if len(by_name["h1"]) != 1 else []
    return (found + _foreign(nodes, by_name) + _unlabelled(by_name, ids) + _unsound(by_name) + _disordered(nodes)
            + _unguarded(page))


def _foreign(nodes: list, by_name: dict) -> list[str]:
    """What comes from another site or is no file of its own."""
    addressed = {*map(id, by_name["link"]), *map(id, by_name["form"])}
    found = [f"{node.name} from elsewhere" for node in nodes if ("src" in node.attrs or id(node) in addressed)
             and ELSEWHERE.match(node.attrs.get("src") or node.attrs.get("href") or node.attrs.get("action") or "")]
    found += [f"style or script inside, at {node.name}" for node in nodes
              if node.name == "style" or "style" in node.attrs or "onclick" in node.attrs]
    return found + ["script inside" for node in by_name["script"] if "src" not in node.attrs]


def _unlabelled(by_name: dict, ids: Counter) -> list[str]:
    """What a screen reader could not name."""
    labelled = {node.attrs["for"] for node in by_name["label"] if "for" in node.attrs}
    inputs = [node for name in INPUTS for node in by_name[name]]
    return [f"{each} is labelled and not there" for each in labelled - set(ids)] + [
        f"{node.attrs.get('name')} has no label" for node in inputs
        if node.attrs.get("type") not in UNLABELLED and node.attrs.get("id") not in labelled
        and not {"aria-label", "aria-labelledby"} & set(node.attrs)]


def _unsound(by_name: dict) -> list[str]:
    """Forms nobody guards, choices offered twice, limits that mean nothing, moments that are none."""
    found = ["a form that changes something is not guarded" for form in by_name["form"]
             if form.attrs.get("method") == "post"
             and not any(node.attrs.get("name") == "_csrf" for node in elements(form, "input"))]
    for select in by_name["select"]:
        values = [option.attrs.get("value") for option in elements(select, "option")]
        found += [f"{select.attrs.get('name')} offers something twice"] if len(values) != len(set(values)) else []
    found += [f"{node.attrs.get('name')} cannot have a maxlength" for node in by_name["input"]
              if "maxlength" in node.attrs and node.attrs.get("type", "text") not in LIMITED]
    return found + [f"{node.attrs['datetime']} is no moment of HTML" for node in by_name["time"]
                    if "datetime" in node.attrs and not A_MOMENT.match(node.attrs["datetime"])]


def _disordered(nodes: list) -> list[str]:
    """Headings that skip a level."""
    levels = [int(node.name[1]) for node in nodes if node.name in HEADINGS]
    return [f"h{level} follows h{above}" for above, level in pairwise(levels) if level > above + 1]


def _unguarded(page) -> list[str]:
    policy = page.headers.get("Content-Security-Policy", "")
    return ([] if "unsafe" not in policy and "default-src 'none'" in policy else ["an open policy"]) + (
        [] if "no-store" in page.headers.get("Cache-Control", "") else ["may be kept by others"])
