"""All posters of a place in one zip, written as it is sent: memory and connections do not grow with the place."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from service.core import clock
from service.core.sheets import Column, Format, write
from service.organization.posters import names, pdf, png, svg
from service.organization.posters.layout import SENTENCE, Poster
from service.organization.posters.lettering import small_font

LIST, SHEETS = "清单.csv", {"a4": "全部-A4.pdf", "a6": "全部-A6.pdf", "a6x4": "全部-A4-每页四张.pdf"}
COLUMNS = (Column("地点编码", "code"), Column("地点", "name"), Column("所在", "above"), Column("码的末四位", "ending"),
           Column("发放时间", "issued_at"), Column("文件", "file"), Column("状态", "state"))
PRINTED, WITHOUT, UNFETCHED = "已生成", "无码", "缺：小程序码暂时取不到，请稍后重新下载"
ENDING = 4
GIVE_UP = 3  # unanswered questions in a row: the platform is down, the rest would only wait for nothing


class Kind(StrEnum):
    """Formats of the single files."""

    PDF = "pdf"
    SVG = "svg"
    PNG = "png"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place, with a code in use or (token None) without any."""

    code: str
    name: str
    above: str
    token: str | None = None
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What to print, in the order people walk. `address` is what stands before a token in the QR code; `picture` gives
    the round code of a token instead, None when it cannot be had now. Neither needs the application any more."""

    title: str
    entries: list[Entry]
    paper: str
    kind: Kind
    address: str
    picture: Callable[[str], bytes | None] | None = None

    @property
    def characters(self) -> set[str]:
        """Every sign its posters show."""
        return set(SENTENCE + " ").union(*(entry.name + entry.above for entry in self.entries))


class _Wire(io.RawIOBase):
    """A stream that cannot go back; what was written is taken away piece by piece."""

    def __init__(self):
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """What has come since the last time."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole


class _Pictures:
    """Asks for round codes until the platform has failed to answer three times running."""

    def __init__(self, ask: Callable[[str], bytes | None]):
        self._ask, self._failed = ask, 0

    def of(self, token: str) -> bytes | None:
        found = self._ask(token) if self._failed < GIVE_UP else None
        self._failed = 0 if found else self._failed + 1
        return found


def zipped(batch: Batch) -> Iterator[bytes]:
    """The zip, piece by piece: a file a code, all of them as one document, and last the list that says what is in it
    and what is missing."""
    wire, at = _Wire(), clock.local(clock.now())
    with small_font(batch.characters) as font, ZipFile(wire, "w") as archive:
        sheets, rows, missing = pdf.Sheets(batch.paper, batch.title, font), [], 0
        for entry, name, poster in _posters(batch):
            if poster:
                _put(archive, name, _drawn(batch, poster, font), at)
                sheets.add(poster)
            state = PRINTED if poster else UNFETCHED if entry.token else WITHOUT
            rows.append(_row(entry, name if poster else "", state))
            missing += state is UNFETCHED
            yield wire.taken()
        if any(row["state"] is PRINTED for row in rows):
            _put(archive, SHEETS[batch.paper], sheets.finished(), at)
            yield wire.taken()
        if missing:
            _put(archive, f"缺{missing}张-请稍后重新下载.txt", f"{UNFETCHED}。见{LIST}。\r\n".encode("utf-8-sig"), at)
        _put(archive, LIST, _list(rows), at)
    yield wire.taken()


def _posters(batch: Batch) -> Iterator[tuple[Entry, str, Poster | None]]:
    """Each entry with the name of its file, and its poster where there can be one."""
    titles = [(entry.code, f"{entry.above} {entry.name}") for entry in batch.entries]
    pictures = _Pictures(batch.picture) if batch.picture else None
    for entry, name in zip(batch.entries, names.file_names(titles, batch.kind), strict=True):
        picture = pictures.of(entry.token) if pictures and entry.token else None
        drawable = entry.token and (picture or not pictures)
        yield entry, name, Poster(entry.name, entry.above, f"{batch.address}{entry.token}",
                                  picture) if drawable else None


def _drawn(batch: Batch, poster: Poster, font: str) -> bytes:
    if batch.kind is Kind.PDF:
        return pdf.drawn(poster, batch.paper, font)
    return svg.drawn(poster) if batch.kind is Kind.SVG else png.drawn(poster)


def _row(entry: Entry, file: str, state: str) -> dict:
    return {"code": entry.code, "name": entry.name, "above": entry.above, "ending": (entry.token or "")[-ENDING:],
            "issued_at": entry.issued_at, "file": file, "state": state}


def _list(rows: list[dict]) -> bytes:
    file = io.BytesIO()
    write(Format.CSV, COLUMNS, rows, file)
    return file.getvalue()


def _put(archive: ZipFile, name: str, content: bytes, at: datetime) -> None:
    """Deflated even where it gains little: a stream that cannot go back may hold nothing else for strict readers."""
    info = ZipInfo(name, at.timetuple()[:6])
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, ZIP_DEFLATED, compresslevel=1)
