"""The pages, by whom they are for."""

from service.web.routes import (
    codes,
    courtyard,
    deciding,
    desk,
    figures,
    handling,
    home,
    inbox,
    logs,
    me,
    membership,
    merging,
    photos,
    posts,
    public,
    reporting,
    reviews,
    riders,
    service,
    signing_in,
    tickets,
    village,
    wishes,
)

PARTS = (home, signing_in,
         reporting, photos, tickets, public, inbox, me,      # residents
         desk, handling, deciding, merging, reviews, codes,  # who takes matters on
         membership, service, wishes, posts, riders,         # members and volunteers
         courtyard, logs, village,                           # courtyards
         figures)                                            # who oversees a place
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
