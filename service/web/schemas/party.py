"""The party organisation as pages send it."""

import marshmallow as ma

from service.feedback.schemas.verbs import StrictBoolean
from service.party.schemas.people import LONGEST_CODE, Line, MemberChangeIn

NO_GROUP = "."


class MemberPageIn(MemberChangeIn):
    """A member, corrected; a number that is not written stays, as only a part of it is shown."""

    group_code = Line(LONGEST_CODE)
    forget_phone = StrictBoolean(load_default=False)

    @ma.post_load
    def _taken_away(self, data: dict, **_kw) -> dict:
        if data.pop("forget_phone") and "phone" not in data:
            data["phone"] = None
        return data | {"group_code": None} if data.get("group_code") == NO_GROUP else data
