"""Oneself: name, phone, what is held on one, and leaving."""

from flask import Blueprint

from service.accounts import actions as accounts
from service.core.http import limited, me
from service.core.http.limits import address
from service.core.pages import downloads, fills, leads_to, leave, shows, somebody
from service.organization.schemas.people import NameIn, PasswordIn
from service.web.queries import me as questions
from service.web.schemas.me import DemonstrationPhoneIn, LeavingIn

bp = Blueprint("me", __name__)
BACK = "web.me.me"


@bp.get("/me", endpoint="me")
@somebody
@shows("me/me.html")
def myself():
    """Who I am here, and what I may do about it."""
    return questions.myself(me())


@bp.post("/me/name")
@somebody
@fills(NameIn, on=myself)
@leads_to(BACK, says="您的称呼已经改好。")
def rename(display_name):
    """Call myself something else."""
    accounts.rename(display_name, by=me())


@bp.post("/me/phone")
@somebody
@fills(DemonstrationPhoneIn, on=myself)
@limited("sign_in", per=("address",))
@leads_to(BACK, says="手机号已经核实。")
def verify_phone(phone):
    """Have a made-up number vouched for, which only the stand-in of WeChat's does; in WeChat its own button is used."""
    accounts.verify_phone(f"phone:{phone}", by=me())


@bp.post("/me/password")
@somebody
@fills(PasswordIn, on=myself)
@limited("sign_in", per=("account",))
@leads_to(BACK, says="密码已经改好，别处的登录都已退出。")
def change_password(new, current=None):
    """Choose another password; whoever has one proves it first."""
    accounts.change_password(new, by=me(), current=current, address=address())


@bp.get("/me/data")
@somebody
@shows("me/data.html")
def data():
    """Everything held on me, to be read."""
    return questions.data(me())


@bp.get("/me/data/download")
@somebody
@downloads("application/json")
def download():
    """Everything held on me, to be taken home."""
    return questions.download(me())


@bp.get("/me/leaving")
@somebody
@shows("me/leaving.html")
def leaving():
    """What leaving means, asked before it is done."""


@bp.post("/me/leaving")
@somebody
@fills(LeavingIn, on=leaving)
@leads_to("web.home.home", says="您的账号已经注销，您的个人信息已经删除。")
def erase(sure):
    """Leave: what is held on me goes."""
    accounts.erase(by=me())
    leave()
