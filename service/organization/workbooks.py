"""Opens an .xlsx and reads its first sheet as a stream: each limit is met before anything is built of what is past it,
and no part that is not needed is unpacked (docs/adr/0046)."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from xml.parsers import expat

from service.organization import file_limits as limits
from service.organization.file_limits import unreadable
from service.organization.workbook_parts import Cells, Formats, Named, Part, Sheet, Strings

CHUNK = 1 << 16
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
A_PART = b"PK\x01\x02"  # begins each entry of the directory of a ZIP
BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, IndexError, StopIteration,
          NotImplementedError, RuntimeError, EOFError, OSError)


def first_sheet(content: bytes, most: int) -> Sheet:
    """The first sheet. Raises Invalid `file_unreadable`, also where more than `most` rows, and some
    above their headings, hold something."""
    try:
        if content.count(A_PART) > limits.MOST_PARTS:
            raise unreadable(f"文件里的部分太多了，最多 {limits.MOST_PARTS} 个，{limits.ANEW}")
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _must_be_small(packed.infolist())
            return _read(packed, most)
    except BROKEN as error:  # a broken package can break the reading anywhere
        raise unreadable("打不开这个 Excel 文件，可能已经损坏或加了密码，请重新另存为 .xlsx。") from error


def _must_be_small(parts: list[zipfile.ZipInfo]) -> None:
    """By what the directory says of each part, for no more than that is ever unpacked."""
    if sum(part.file_size for part in parts) > limits.MOST_UNPACKED:
        raise unreadable(f"文件展开后太大了，最多 {limits.MOST_UNPACKED // limits.MEGABYTE} MB，{limits.SPLIT}")
    if sum(part.filename.startswith("xl/worksheets/sheet") for part in parts) > limits.MOST_SHEETS:
        raise unreadable(f"工作表太多了，最多 {limits.MOST_SHEETS} 张，{limits.ANEW}")


def _read(packed: zipfile.ZipFile, most: int) -> Sheet:
    sheets, relations = _parsed(packed, BOOK, Named("sheet")), _parsed(packed, RELATIONS, Named("Relationship"))
    first = next(value for name, value in sheets.found[0].items() if name.endswith(":id"))
    paths = {one["Id"]: posixpath.join("/xl", one["Target"]) for one in relations.found}
    of_kind = {one["Type"].rpartition("/")[2]: paths[one["Id"]] for one in relations.found}
    strings, formats = Strings(), Formats()
    for kind, part in (("sharedStrings", strings), ("styles", formats)):
        if kind in of_kind:
            _parsed(packed, of_kind[kind], part)
    return _parsed(packed, paths[first], Cells(strings.found, formats.are_dates, most)).sheet


def _parsed(packed: zipfile.ZipFile, path: str, part: Part) -> Part:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, said: part.begins(name.rpartition(":")[2], said)
    parser.EndElementHandler = lambda name: part.ends(name.rpartition(":")[2])
    parser.CharacterDataHandler = part.says
    with packed.open(posixpath.normpath(path).lstrip("/")) as source:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return part


def _refuse(*_declared) -> None:
    """No workbook declares entities of its own; some lines of them would become any amount of text."""
    raise ValueError("a workbook has no document type")
