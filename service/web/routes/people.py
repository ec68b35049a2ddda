"""Who holds which role at a place: found, given, taken back; new staff, and how they choose a password."""

from flask import Blueprint

from service.accounts import actions as accounts
from service.core.http import limited, me
from service.core.pages import anybody, asks, fills, leads_to, shows, somebody, takes_home
from service.organization.actions import finding, grants, staffing
from service.organization.queries import grants as held
from service.organization.queries import places as tree
from service.organization.routes.people import list_grants
from service.organization.schemas.people import FindIn, SetupIn
from service.web.queries import admin as questions
from service.web.schemas.admin import CursorQuery, GrantHereIn, StaffHereIn
from service.web.schemas.lists import FileQuery

bp = Blueprint("people", __name__)
PEOPLE = "/admin/places/<code>/people"
GRANT = "/admin/grants/<int(max=9223372036854775807):grant_id>"
PERSON = f"{PEOPLE}/<int(max=9223372036854775807):account_id>"


@bp.get(PEOPLE)
@somebody
@asks(CursorQuery)
@shows("admin/people.html")
def people(code, cursor=None):
    """Who holds which role here and below."""
    return questions.people(code, me(), cursor)


@bp.get("/admin/places/<place>/people/file")
@somebody
@asks(FileQuery)
@takes_home(list_grants)
def people_file(place):
    """The same of all of them, as a file."""


@bp.post(f"{PEOPLE}/search")
@somebody
@fills(FindIn, on=people)
@limited("person", per=("account",))
@shows("admin/people.html")
def find(code, **typed):
    """The person to give a role to, masked; it stands in the audit log."""
    return {"found": finding.find_people(by=me(), **typed)} | questions.people(code, me())


@bp.post(f"{PEOPLE}/grants")
@somebody
@fills(GrantHereIn, on=people)
@leads_to("web.people.people", says="角色已授予，马上生效。")
def give(code, account_id, role, unit_code=None):
    """Give somebody a role here."""
    grants.grant(role, account_id, tree.place(code), by=me(), unit=held.unit_given(unit_code))


@bp.post(f"{PEOPLE}/staff")
@somebody
@fills(StaffHereIn, on=people)
@leads_to("web.people.people", says="账号已新建，还没有密码。按用户名查找本人，给他一个设置密码的链接。")
def employ(code, unit_code=None, **person):
    """An account for a member of staff, with a role here and without a password."""
    staffing.create_staff(**person, place=tree.place(code), by=me(), unit=held.unit_given(unit_code))


@bp.post(f"{PERSON}/setup")
@somebody
@fills(on=people)
@shows("admin/setup.html")
def offer_setup(code, account_id):
    """A link for choosing a password, shown this once."""
    return {"setup": staffing.offer_setup_to(account_id, by=me()), "code": code}


@bp.get(f"{GRANT}/revocation")
@somebody
@shows("admin/grant.html")
def grant(grant_id):
    """A role, before it is taken back."""
    return questions.grant(grant_id, me())


@bp.post(f"{GRANT}/revocation")
@somebody
@fills(on=grant)
@leads_to("web.admin.home", says="角色已收回，马上生效。")
def take_back(grant_id):
    """Take a role back."""
    grants.revoke(grant_id, by=me())


@bp.get("/setup")
@anybody
@shows("setup.html")
def setup():
    """Where one chooses a password by a link."""


@bp.post("/setup")
@anybody
@fills(SetupIn, on=setup)
@limited("sign_in", per=("address",))
@leads_to("web.signing_in.sign_in", says="密码设好了，请用用户名和新密码登录。")
def set_up(token, new):
    """Choose a password by a link that is good once."""
    accounts.set_up(token, new)
