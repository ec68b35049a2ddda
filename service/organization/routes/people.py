"""Signing in and out, oneself, and who holds which role where."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.accounts import actions as accounts
from service.accounts.queries import my_data
from service.core.http import exported, gives, idempotent, limited, me, open_to_all, signed_in, takes, unlimited
from service.core.http.doors import bearer
from service.core.http.limits import address
from service.core.sheets import Column
from service.organization.actions import grants
from service.organization.queries import grants as held
from service.organization.queries import places
from service.organization.queries.people import actor_of_account, myself, session_answer
from service.organization.schemas.people import (
    GrantIn,
    GrantOut,
    GrantQuery,
    MeOut,
    MyDataOut,
    NameIn,
    PasswordIn,
    PasswordSignInIn,
    PhoneIn,
    SessionOut,
    WechatSignInIn,
)
from service.organization.words import ROLES

bp = Blueprint("people", __name__, url_prefix="/api/v1", description="Sessions, oneself, grants")
CURRENT = "/api/v1/sessions/current"


@bp.post("/sessions/wechat")
@open_to_all
@takes(WechatSignInIn)
@limited("sign_in", per=("address",))
@gives(SessionOut, status=201, located=CURRENT)
def sign_in_with_wechat(code):
    """Sign in through WeChat; whoever is not known yet becomes a resident."""
    return session_answer(accounts.sign_in_with_wechat(code))


@bp.post("/sessions/password")
@open_to_all
@takes(PasswordSignInIn)
@limited("sign_in", per=("address",))
@gives(SessionOut, status=201, located=CURRENT)
def sign_in_with_password(username, password):
    """Sign in with a password: staff only. Who guesses must wait, longer each time; nobody else at another address."""
    return session_answer(accounts.sign_in_with_password(username, password, address=address()))


@bp.post("/sessions/refresh")
@open_to_all
@limited("lookup", per=("address",))
@gives(SessionOut, status=201, located=CURRENT)
def refresh():
    """Go on with a session: the bearer is the refresh token, good for one use. Where the answer was lost, or two tabs
    ask at once, it gives the same refresh token again for two minutes."""
    return session_answer(accounts.refresh(bearer()))


@bp.delete("/sessions/current")
@signed_in
@unlimited("who wants to be signed out is, however much he has done before")
@gives(None, status=204)
def sign_out():
    """Sign out; the access token is dead at once."""
    accounts.sign_out(by=me())


@bp.get("/me")
@signed_in
@gives(MeOut)
def show_me():
    """Who I am, and which roles I hold."""
    return myself(me())


@bp.post("/me/phone")
@signed_in
@takes(PhoneIn)
@limited("sign_in", per=("address",))
@gives(MeOut)
def verify_phone(code):
    """Prove my phone number through WeChat."""
    accounts.verify_phone(code, by=me())
    return myself(actor_of_account(me().account_id))


@bp.put("/me/name")
@signed_in
@takes(NameIn)
@gives(MeOut)
def rename(display_name):
    """Call myself something else."""
    accounts.rename(display_name, by=me())
    return myself(actor_of_account(me().account_id))


@bp.put("/me/password")
@signed_in
@takes(PasswordIn)
@limited("sign_in", per=("address",))
@gives(None, status=204)
def change_password(new, current=None):
    """Choose another password; my other sessions end."""
    accounts.change_password(new, by=me(), current=current, address=address())


@bp.get("/me/data")
@signed_in
@gives(MyDataOut)
def show_my_data():
    """Everything held on me."""
    return {"sections": my_data(me().account_id)}


@bp.delete("/me")
@signed_in
@gives(None, status=204)
def erase():
    """Leave: what is held on me goes."""
    accounts.erase(by=me())


@bp.post("/grants")
@signed_in
@idempotent
@takes(GrantIn)
@gives(GrantOut, status=201, located="/api/v1/grants/{id}")
def give_role(account_id, role, place_code, unit_code=None):
    """Give somebody a role at a place."""
    place, unit = held.place_given(place_code), held.unit_given(unit_code)
    return held.shown_grant(grants.grant(role, account_id, place, by=me(), unit=unit).id)


@bp.delete("/grants/<int(max=9223372036854775807):grant_id>")
@signed_in
@gives(None, status=204)
def take_role_back(grant_id):
    """Take a role back; it is gone with the next request."""
    grants.revoke(grant_id, by=me())


@bp.get("/grants/<int(max=9223372036854775807):grant_id>")
@signed_in
@gives(GrantOut)
def show_grant(grant_id):
    """A role somebody holds, for those who see the roles at its place."""
    return held.grant_seen_by(grant_id, me())


@bp.get("/grants")
@signed_in
@takes(GrantQuery, location="query")
@exported("grants", Column("姓名", "account.display_name"), Column("角色", "role", ROLES), Column("地点", "place.name"),
          Column("地点编码", "place.code"), Column("单位编码", "unit_code"), Column("从何时起", "granted_at"))
@gives(GrantOut, many=True)
def list_grants(place, limit, cursor):
    """Who holds which role at a place and below it."""
    return held.grants_within(places.place(place), by=me(), limit=limit, cursor=cursor)
