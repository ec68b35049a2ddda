"""A person decides what everybody may see, with a reason for what he may not."""

from __future__ import annotations

from service.core import audit, clock
from service.core.database import atomic, db, inserting
from service.core.errors import Forbidden, Invalid, NotFound, WrongMoment, invalid
from service.core.opening import check_version, refuse_in_order
from service.organization.actors import Actor
from service.screening import labels, office_holders, policy, queries
from service.screening.actions.settling import locked, rest
from service.screening.models import OPEN, CheckState, ContentCheck
from service.screening.persons import CERTAIN, found_in, masked, takes_away_only


class AlreadyDecided(WrongMoment):
    code, title = "already_decided", "Already decided"
    detail = "这一条已经有人处理了，请刷新后再看。"


def for_everybody(text: str, written: str | None, *, path: str) -> str:
    """What everybody is to read of a text from the place at `path`: as the person who looked wrote it, or as proposed.

    He may take away and star, and put back a name or a door that is none; he may neither add a word to another's text
    nor leave in what is certainly a person's. Raises Invalid (`text`; codes `words_added`, `persons_left`).
    """
    known = office_holders.named_near([path])
    if written is None:
        return masked(text, found_in(text, known))
    if not takes_away_only(written, text):
        raise Invalid(code="words_added", fields={"text": ["只能删去或用 * 遮住，不能改动或添加别人的话。"]})
    left = {labels.FOUND[one.kind]: None for one in found_in(written, known) if one.kind in CERTAIN}
    if left:
        raise Invalid(code="persons_left", fields={"text": [f"里面还有{'、'.join(left)}，请用 * 遮住再公开。"]})
    return written


def decide(check_id: int, *, by: Actor, show: bool, text: str | None = None, reason: str | None = None,
           seen: int | None = None) -> int:
    """Show a held text or picture to everybody, or hide it with a reason; the ticket goes on either way.

    Of a text everybody reads `text`, what was proposed when it is None; the original stays with who may see it. Once
    decided only who names the version he saw may decide the other way. Returns the check's id.
    Raises Forbidden (not a reviewer, or his own), NotFound, Stale, AlreadyDecided, Invalid (see `for_everybody`).
    """
    with atomic():
        check = locked(ContentCheck.id == check_id)
        if check is None:
            raise NotFound()
        thing = queries.within_reach(check_id, by)
        check_version(check, seen)
        decided = check.state is not CheckState.HELD and (seen is None or show == (check.state in OPEN))
        refuse_in_order(check, wrong=AlreadyDecided(state=check.state) if decided else None,
                        may=policy.may_decide(by, check, thing.owner_id, thing.submitter_id),
                        forbidden=Forbidden("这是您自己的内容，请由同事处理。", code="own_content"))
        if text is not None and check.photo_id is not None:
            raise invalid(text="照片没有文字可以修改。")
        public = for_everybody(thing.text, text, path=thing.place_path) if show and check.photo_id is None else None
        _decide(check, by, show, None if show else reason, thing.number, public)
    return check_id


def hide(about: str, about_id: int, *, by: Actor, account_id: int, reason: str, number: str) -> None:
    """Take a text out of everybody's sight after it was shown, in the caller's transaction; `account_id`: who brought
    it. Whether he may is the caller's question."""
    now = clock.now()
    with atomic():
        db.session.execute(inserting(ContentCheck).values(
            about=about, about_id=about_id, account_id=account_id, state=CheckState.WAITING, put_at=now, version=1,
            tries=0).on_conflict_do_nothing())
        check = locked(ContentCheck.about == about, ContentCheck.about_id == about_id, ContentCheck.photo_id.is_(None))
        _decide(check, by, False, reason, number)


def _decide(check: ContentCheck, by: Actor, show: bool, reason: str | None, number: str,
            public_text: str | None = None) -> None:
    rest(check, CheckState.SHOWN if show else CheckState.HIDDEN, by=by, reason=reason, public_text=public_text)
    audit.record("content_shown" if show else "content_hidden", by=by, subject=f"ticket:{number}", review=check.id,
                 kind="picture" if check.photo_id else "text", about=check.about)
