"""The verbs of member development."""

from service.development.actions.accompanying import choose_contacts, part_from_member
from service.development.actions.noting import correct, do, end, extend, reach, take_on
from service.development.actions.personal import anonymise, know, subjects_about
from service.development.actions.reminding import remind

__all__ = ["anonymise", "choose_contacts", "correct", "do", "end", "extend", "know", "part_from_member", "reach",
           "remind", "subjects_about", "take_on"]
