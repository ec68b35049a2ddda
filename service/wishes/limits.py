"""How long, how many, how far ahead: the numbers wishes and posts are bound by."""

LONGEST_TEXT = 500
LONGEST_TITLE = 48
"""A post's title with the name of its kind in front still fits a service record's 64 characters."""
LONGEST_REASON = 500
MOST_PHOTOS = 3
MOST_OPEN_WISHES = 5
"""How many wishes one person may have in hand."""
MOST_SEATS = 20
DAYS_AHEAD = 366
"""A wish may be wanted by a day at most so far ahead."""
MINUTES_A_DAY = 1440
