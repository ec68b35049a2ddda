"""Rows about people: accounts, their WeChat identities, their sign-ins."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core import clock
from service.core.database import Base, Id, Moment
from service.core.keys import Encrypted
from service.core.personal import words
from service.core.text import mask_phone

ERASED_NAME = "已注销用户"


class Account(Base):
    """One person. A resident needs no more than a WeChat identity; staff may have a username and a password.

    Whoever WeChat calls by this `unionid`, in whichever app, is this person.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        sa.CheckConstraint("(phone IS NULL) = (phone_index IS NULL)", name="phones_have_an_index"),
        sa.CheckConstraint("phone_verified_at IS NULL OR phone IS NOT NULL", name="verified_phones_are_held"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    display_name: Mapped[str] = mapped_column(sa.String(64), info=words(ERASED_NAME))
    username: Mapped[str | None] = mapped_column(sa.String(64), unique=True, info=words())
    unionid: Mapped[str | None] = mapped_column(sa.String(128), unique=True, index=True, info=words())
    password_hash: Mapped[str | None] = mapped_column(sa.String(255), info=words())
    phone: Mapped[str | None] = mapped_column(Encrypted("phone"), info=words())
    phone_index: Mapped[str | None] = mapped_column(sa.String(32), index=True, info=words())
    phone_verified_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    identities: Mapped[list[WechatIdentity]] = relationship(back_populates="account")

    @property
    def phone_masked(self) -> str | None:
        """`138****1234`."""
        return mask_phone(self.phone)


class WechatIdentity(Base):
    """The openid of an account within one WeChat app, and the unionid that came with it."""

    __tablename__ = "wechat_identities"
    __table_args__ = (sa.UniqueConstraint("app_id", "openid"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    app_id: Mapped[str] = mapped_column(sa.String(64))
    openid: Mapped[str] = mapped_column(sa.String(128))
    unionid: Mapped[str | None] = mapped_column(sa.String(128))
    created_at: Mapped[datetime] = mapped_column(Moment)
    account: Mapped[Account] = relationship(back_populates="identities")


class PasswordTries(Base):
    """Tries of a password that failed, under one name from one address, or (`address_index` empty) from every address
    where nobody has signed in under it. Of names nobody has too; neither name nor address can be read from it."""

    __tablename__ = "password_tries"
    __table_args__ = (sa.CheckConstraint("failures >= 0", name="tries_are_counted_up"),)

    name_index: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    address_index: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)


class PasswordSetup(Base):
    """The one link by which a member of staff chooses a password; only a hash of what is in it is kept."""

    __tablename__ = "password_setups"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    offered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    offered_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class SignIn(Base):
    """One session on one device: it lives until it is ended, or its refresh token runs out."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        sa.CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_sign_ins_say_why"),
        sa.CheckConstraint("(replaced_id IS NULL) = (refreshed_at IS NULL)", name="replaced_tokens_say_since_when"),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    refresh_id: Mapped[str] = mapped_column(sa.String(32))
    refreshed_at: Mapped[datetime | None] = mapped_column(Moment)
    replaced_id: Mapped[str | None] = mapped_column(sa.String(32))  # whose answer may have been lost on the way
    is_staff: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[str | None] = mapped_column(sa.String(32))

    @property
    def is_over(self) -> bool:
        """Whether it was ended or has run out: a minute late, since another host may have written until when."""
        return self.ended_at is not None or self.expires_at <= clock.now() - clock.APART
