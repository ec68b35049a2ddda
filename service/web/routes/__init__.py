"""The pages, by whom they are for."""

from service.web.routes import (
    codes,
    deciding,
    desk,
    handling,
    home,
    merging,
    reporting,
    reviews,
    signing_in,
    tickets,
)

PARTS = (home, signing_in, reporting, tickets, desk, handling, deciding, merging, reviews, codes)
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
