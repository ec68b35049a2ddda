"""Reads a PDF of ours as a reader would copy from it: page by page, glyphs through the font's ToUnicode map."""

import re
import zlib


def _streams(content):
    for body in re.findall(rb"stream\n(.*?)\nendstream", content, re.S):
        try:
            yield zlib.decompress(body)
        except zlib.error:
            yield body


def _glyphs(streams):
    known = {}
    for stream in streams:
        if b"beginbfchar" in stream or b"beginbfrange" in stream:
            known.update((one.lower(), bytes.fromhex(two.decode()).decode("utf-16-be"))
                         for one, two in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,8})>", stream))
    return known


def _bytes(shown):
    return re.sub(rb"\\(.)", lambda found: {b"r": b"\r", b"n": b"\n"}.get(found[1], found[1]), shown, flags=re.S)


def pages_of(content):
    """The lines of text of every page."""
    streams = list(_streams(content))
    known = _glyphs(streams)
    pages = []
    for page in (stream for stream in streams if b" Tf" in stream):
        lines = []
        for shown in re.findall(rb"\(((?:\\.|[^\\()])*)\) Tj", page, re.S):
            raw = _bytes(shown)
            lines.append("".join(known.get(raw[at:at + 2].hex().encode(), "?") for at in range(0, len(raw), 2)))
        pages.append(lines)
    return pages
