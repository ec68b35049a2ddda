"""The pages, by whom they are for."""

from service.web.routes import (
    admin,
    audit,
    catalogue,
    codes,
    courtyard,
    deciding,
    desk,
    exchange,
    figures,
    groups,
    handling,
    home,
    imports,
    inbox,
    logs,
    me,
    membership,
    merging,
    party,
    people,
    periods,
    photos,
    posts,
    public,
    reporting,
    reviews,
    riders,
    rosters,
    rules,
    safeguards,
    service,
    signing_in,
    tickets,
    unit,
    village,
    wishes,
)

PARTS = (home, signing_in,
         reporting, photos, tickets, public, inbox, me,      # residents
         desk, handling, deciding, merging, reviews, codes,  # who takes matters on
         membership, unit, service, groups,                   # members and volunteers
         wishes, posts, riders,
         courtyard, logs, village, party, rosters,           # courtyards
         figures,                                            # who oversees a place
         admin, people, catalogue, rules, safeguards,        # administrators
         imports, periods,
         audit, exchange)                                    # who looks after the service
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
