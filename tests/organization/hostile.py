"""Small files that become large when they are believed, each made in a line or two; no spreadsheet program writes them.

Run as a program it reads one of them within 400 MB, and says how long the processor took: a process that takes more is
ended by the system, not by what is tested.
"""

from __future__ import annotations

import io
import resource
import sys
import time
import zipfile
from collections.abc import Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
BOOK = (f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>")
RELATIONS = f'<Relationships xmlns="{PACKAGE}">' + "".join(
    f'<Relationship Id="rId{number}" Type="{KINDS}/{kind}" Target="{target}"/>' for number, kind, target in (
        (1, "worksheet", "worksheets/sheet1.xml"), (2, "sharedStrings", "sharedStrings.xml"),
        (3, "styles", "styles.xml"))) + "</Relationships>"
HEADINGS = '<row r="1">' + "".join(f'<c r="{column}1" t="inlineStr"><is><t>{word}</t></is></c>' for column, word in zip(
    "ABCD", ("地点编码", "名称", "级别", "上级编码"), strict=True)) + "</row>"


def packed(sheet: Iterable[str] = (), strings: Iterable[str] = (), styles: Iterable[str] = (),
           more: Iterable[tuple[str, str]] = (), before: str = "") -> bytes:
    """A workbook whose sheet holds this below its headings; `before` stands before all of it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELATIONS), *more):
            book.writestr(name, text)
        for name, begin, parts, end in (
                ("sheet1", f'{before}<worksheet xmlns="{MAIN}"><sheetData>{HEADINGS}', sheet, "</worksheet>"),
                ("sharedStrings", f'<sst xmlns="{MAIN}">', strings, "</sst>"),
                ("styles", f'<styleSheet xmlns="{MAIN}">', styles, "</styleSheet>")):
            path = f"xl/worksheets/{name}.xml" if name == "sheet1" else f"xl/{name}.xml"
            with book.open(path, "w") as part:
                for text in (begin, *parts, end):
                    part.write(text.encode())
    return file.getvalue()


def _times(count: int, text: str) -> Iterable[str]:
    return (text * 10_000 for _ in range(count // 10_000))


def _laughing() -> bytes:
    words = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("xl/workbook.xml", f"{words}<workbook><sheets><sheet name='&i;'/></sheets></workbook>")
        book.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
    return file.getvalue()


CLOSED = "</sheetData>"
FILES = {
    "one block over two million cells": lambda: packed([CLOSED, '<mergeCell ref="A1:CV20000"/>']),
    "a block over the whole sheet": lambda: packed([CLOSED, '<mergeCell ref="A1:XFD1048576"/>']),
    "a hundred thousand blocks": lambda: packed([CLOSED, *_times(100_000, '<mergeCell ref="A2:B2"/>')]),
    "a row of three million cells": lambda: packed(["<row>", *_times(3_000_000, "<c/>"), "</row>", CLOSED]),
    "a million rows": lambda: packed([*_times(1_000_000, "<row><c><v>1</v></c></row>"), CLOSED]),
    "a million strings": lambda: packed([CLOSED], strings=_times(1_000_000, "<si><t>a</t></si>")),
    "one string of ninety million": lambda: packed([CLOSED], strings=["<si><t>", *_times(90_000_000, "a")]),
    "more than a hundred megabytes": lambda: packed([CLOSED], more=[("xl/media/a.bin", "a" * (101 << 20))]),
    "three hundred sheets": lambda: packed([CLOSED], more=[(f"xl/worksheets/sheet{n}.xml", "") for n in range(2, 302)]),
    "five thousand parts": lambda: packed([CLOSED], more=[(f"a/{n}", "") for n in range(5000)]),
    "words that become a thousand million": _laughing,
    "one line of a CSV": lambda: b"," * (19 << 20),
    "a cell of a CSV": lambda: '编码,名称\r\n"'.encode() + b"a" * (19 << 20) + b'"',
    "ten million cells of a CSV": lambda: (b"a" + b"," * 99 + b"\r\n") * 100_000,
}
"""By what is wrong with it."""


def main() -> None:
    """Print the code and sentence of the refusal, and how many seconds it took."""
    from service.core.errors import Invalid
    from service.organization import spreadsheets
    content = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
    began = time.process_time()
    try:
        spreadsheets.read(content)
        refused = None
    except Invalid as error:
        refused = error
    said = [refused.code, refused.detail] if refused else ["read", ""]
    sys.stdout.write("\t".join([*said, str(time.process_time() - began)]))


if __name__ == "__main__":
    main()
