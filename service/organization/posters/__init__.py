"""Posters: the code of a place, its name in large type and one plain sentence, as SVG, PNG and PDF, one or many."""

from service.organization.posters.lettering import FONT

__all__ = ["FONT"]
