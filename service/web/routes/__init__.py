"""The pages, by whom they are for."""

from service.web.routes import (
    codes,
    courtyard,
    deciding,
    desk,
    handling,
    home,
    inbox,
    logs,
    me,
    merging,
    photos,
    public,
    reporting,
    reviews,
    signing_in,
    tickets,
)

PARTS = (home, signing_in,
         reporting, photos, tickets, public, inbox, me,      # residents
         desk, handling, deciding, merging, reviews, codes,  # who takes matters on
         courtyard, logs)                                    # courtyards
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
