"""Persons in a text: telephone numbers, papers, doors, names; where they stand, and the text without them."""

from service.screening.persons.masking import CERTAIN, Found, found_in, in_a_notice, masked, notice, takes_away_only
from service.screening.persons.reading import Kind

__all__ = ["CERTAIN", "Found", "Kind", "found_in", "in_a_notice", "masked", "notice", "takes_away_only"]
