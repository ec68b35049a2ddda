"""HTTP: finding a person to give a role to, new staff, and how they choose their password."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.accounts import actions as accounts
from service.core.http import gives, idempotent, limited, me, open_to_all, signed_in, takes
from service.organization.actions import finding, staffing
from service.organization.queries import grants as held
from service.organization.schemas.people import FindIn, GrantOut, PeopleFoundOut, SetupIn, SetupOut, StaffIn

bp = Blueprint("staff", __name__, url_prefix="/api/v1", description="查找人员、新建工作人员账号")


@bp.post("/people/matches")
@signed_in
@takes(FindIn)
@limited("person", per=("account",))
@gives(PeopleFoundOut)
def find_people(**typed):
    """Find the person to give a role to, masked; in the body, so that no address line holds a phone number."""
    return {"items": finding.find_people(by=me(), **typed), "next": None}


@bp.post("/staff")
@signed_in
@idempotent
@takes(StaffIn)
@gives(GrantOut, status=201, located="/api/v1/grants/{id}")
def create_staff(display_name, username, role, place_code, phone=None, unit_code=None):
    """An account for a member of staff with its first role, without a password."""
    place, unit = held.place_given(place_code), held.unit_given(unit_code)
    made = staffing.create_staff(display_name, username, role, place, by=me(), phone=phone, unit=unit)
    return held.shown_grant(made.id)


@bp.put("/staff/<int(max=9223372036854775807):account_id>/setup")
@signed_in
@gives(SetupOut)
def offer_setup(account_id):
    """A link by which a member of staff chooses a password; the last one is dead."""
    return staffing.offer_setup_to(account_id, by=me())


@bp.put("/setup")
@open_to_all
@takes(SetupIn)
@limited("sign_in", per=("address",))
@gives(None, status=204)
def set_up(token, new):
    """Choose a password by a link that is good once."""
    accounts.set_up(token, new)
