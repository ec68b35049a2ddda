"""What people do with their accounts: sign in and out, prove a phone, choose a password, leave."""

from service.accounts.actions.erasing import erase
from service.accounts.actions.naming import create_account, rename
from service.accounts.actions.passwords import change_password, set_password, sign_in_with_password
from service.accounts.actions.sessions import SignedIn, prolong, refresh, sign_out
from service.accounts.actions.settingup import offer_setup, set_up
from service.accounts.actions.wechat import sign_in_with_wechat, sign_in_with_wechat_web, verify_phone

__all__ = ["SignedIn", "change_password", "create_account", "erase", "offer_setup", "prolong", "refresh", "rename",
           "set_password", "set_up", "sign_in_with_password", "sign_in_with_wechat", "sign_in_with_wechat_web",
           "sign_out", "verify_phone"]
