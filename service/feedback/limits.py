"""How long and how many: the limits of what people write, once for the API and the command line."""

LONGEST_TEXT = 4000
LONGEST_REASON = 500
LONGEST_NOTE = 200
MOST_PHOTOS = 9
