"""What was found in a text, the text that is proposed for everybody's eyes, and what a reviewer may make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.core.text import mask_name
from service.screening.persons.doors import doors
from service.screening.persons.names import names
from service.screening.persons.numbers import numbers
from service.screening.persons.reading import Kind, in_digits, plain

MASK = "***"  # of one length: how many digits there were is nobody's business
# What is never shown, whoever has looked. The others may be the door of an office, or a word that looks like a name.
CERTAIN = frozenset({Kind.PHONE, Kind.IDENTITY, Kind.CARD, Kind.ACCOUNT, Kind.PLATE, Kind.OFFICE_HOLDER})


OF_AN_OFFICE = frozenset({Kind.DOOR, Kind.LANDLINE})  # where a station is, and how it is called


@dataclass(frozen=True, slots=True)
class Found:
    """Something of a person in a text, from `start` to before `end`, and what stands there for everybody."""

    kind: Kind
    start: int
    end: int
    mask: str


def found_in(text: str, known: Iterable[str] = ()) -> list[Found]:
    """What of persons stands in a text, first to last, without overlaps; `known` are names that count wherever they
    stand."""
    signs = plain(text)
    digits = in_digits(signs)
    spans = sorted({*numbers(digits), *doors(digits), *names(signs, digits, known)},
                   key=lambda span: (span[1], -span[2], span[0] not in CERTAIN))
    return list(_apart(text, spans))


def _apart(text: str, spans: list[tuple[Kind, int, int]]) -> Iterator[Found]:
    """Overlapping spans as one, of the kind that began first."""
    at = 0
    while at < len(spans):
        kind, start, end = spans[at]
        at += 1
        while at < len(spans) and spans[at][1] < end:
            end = max(end, spans[at][2])
            kind = spans[at][0] if spans[at][0] in CERTAIN and kind not in CERTAIN else kind
            at += 1
        yield Found(kind, start, end, _mask(kind, text[start:end]))


def _mask(kind: Kind, said: str) -> str:
    return mask_name(said) or MASK if kind in (Kind.NAME, Kind.OFFICE_HOLDER) else MASK


def masked(text: str, found: Iterable[Found]) -> str:
    """The text with every find masked: `我叫李四，电话13911117777` → `我叫李*，电话***`."""
    parts, at = [], 0
    for one in found:
        parts += [text[at:one.start], one.mask]
        at = one.end
    return "".join([*parts, text[at:]])


def in_a_notice(text: str) -> list[Found]:
    """What of persons stands in what staff put up for everybody: an office has a door and a telephone itself."""
    return [one for one in found_in(text) if one.kind not in OF_AN_OFFICE]


def notice(text: str | None) -> str | None:
    """What staff put up for everybody, as everybody reads it: what was written before anybody looked is masked."""
    return text and masked(text, in_a_notice(text))


def takes_away_only(shorter: str, text: str) -> bool:
    """Whether `shorter` is `text` with signs left out or starred: nobody puts words in another's mouth."""
    rest = iter(text)
    return all(sign in rest for sign in shorter if sign != "*" and not sign.isspace())
