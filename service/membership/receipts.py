"""Receipt numbers of registrations (受理编号): read out on the telephone, so a slip must never find another one.

`500115001009-2026-0001-3`: the community's code, the local year of the acceptance, the running number of all
registrations (at least 4 digits), and the check digit of H. M. Damm that tickets have too. The running number is the
row's own, so nobody waits for a counter.
"""

from __future__ import annotations

from stdnum import damm


def compose(community_code: str, year: int, registration_id: int) -> str:
    """The receipt number of an accepted registration."""
    parts = (community_code, f"{year:04}", f"{registration_id:04}")
    digits = "".join(character for part in parts for character in part if character.isascii() and character.isdigit())
    return "-".join((*parts, damm.calc_check_digit(digits)))
