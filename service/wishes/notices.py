"""Who hears about wishes and posts, in plain words; what residents wrote stays out of messages."""

from __future__ import annotations

from collections.abc import Iterable

from service.feedback.queries.people import with_roles
from service.notifications import outbox
from service.notifications.outbox import Letter
from service.organization.models import Role
from service.wishes.models import Post, PostTurn, Wish
from service.wishes.policy.posts import ARRANGERS


def _tell(wish: Wish, accounts: Iterable[int | None], kind: str, title: str, body: str) -> list[Letter]:
    return [Letter(account_id=account, kind=f"wish_{kind}", title=title, body=f"{body}（微心愿 {wish.id}）",
                   subject=f"wish:{wish.id}", dedupe_key=f"wish:{wish.id}/{wish.version}/{kind}/{account}",
                   place_id=wish.community_id)
            for account in dict.fromkeys(account for account in accounts if account)]


def _wishers(wish: Wish) -> list[int | None]:
    return [wish.wisher_id, wish.submitted_by_id]


def _workers(wish: Wish) -> list[int]:
    return with_roles(wish.place_path, Role.COMMUNITY_WORKER)


def submitted(wish: Wish) -> None:
    """A receipt, and a word to the workers that something waits to be looked at."""
    outbox.put(_tell(wish, _wishers(wish), "received", "已收到您的微心愿", "社区看过以后会发布给报到党员认领。")
               + _tell(wish, _workers(wish), "to_review", "有一个微心愿待审核", "请看一看，发布或说明别的办法。"))


def approved(wish: Wish) -> None:
    outbox.put(_tell(wish, _wishers(wish), "approved", "微心愿已发布", "正在等报到党员认领。"))


def declined(wish: Wish, reason: str) -> None:
    outbox.put(_tell(wish, _wishers(wish), "declined", "微心愿没有采纳",
                     f"原因：{reason} 还可以：{wish.other_channel}"))


def claimed(wish: Wish, holder_name: str) -> None:
    outbox.put(_tell(wish, _wishers(wish), "claimed", "有人认领了您的微心愿", f"{holder_name}会与您联系。"))


def open_again(wish: Wish, why: str) -> None:
    outbox.put(_tell(wish, _wishers(wish), "open_again", "微心愿重新等待认领", why))


def done(wish: Wish) -> None:
    """The wisher is asked; where he has no account or another spoke for him, the community."""
    letters = _tell(wish, [wish.wisher_id], "done", "您的微心愿完成了吗？", "认领人说已经完成，请确认是否实现。")
    if wish.on_behalf or wish.wisher_id is None:
        letters += _tell(wish, _workers(wish), "call_wisher", "请回访心愿人", "认领人说已经完成，请联系心愿人后确认。")
    outbox.put(letters)


def wisher_silent(wish: Wish) -> None:
    """Seven days without a word: somebody calls; nothing is confirmed by itself."""
    outbox.put(_tell(wish, _workers(wish), "silent", "请回访心愿人", "完成后 7 天没有回音，请联系心愿人后确认。"))


def confirmed(wish: Wish, by_id: int) -> None:
    """The holder hears; so does the wisher when the community confirmed for him."""
    letters = _tell(wish, [wish.holder_id], "confirmed", "微心愿已确认实现", "谢谢您，已记入您的服务记录。")
    if by_id != wish.wisher_id:
        letters += _tell(wish, _wishers(wish), "confirmed_told", "微心愿已确认实现", "社区已回访确认。")
    outbox.put(letters)


def not_fulfilled(wish: Wish, holder_id: int) -> None:
    outbox.put(_tell(wish, [holder_id], "not_fulfilled", "微心愿没有实现", "回访说还没有实现，已重新发布。"))


def withdrawn(wish: Wish, holder_id: int | None) -> None:
    outbox.put(_tell(wish, [holder_id], "withdrawn", "微心愿已撤回", "不用再办了，谢谢您。"))


def lapsed(wish: Wish) -> None:
    """Nobody came: the wisher hears it, and the community, who may help in another way."""
    outbox.put(_tell(wish, _wishers(wish), "lapsed", "微心愿没有等到认领",
                     "希望的日期已过 7 天，可以重新提出或联系社区。")
               + _tell(wish, _workers(wish), "lapsed_told", "有微心愿无人认领",
                       "希望的日期已过 7 天，请看能否另想办法。"))


def _of_turn(turn: PostTurn, accounts: Iterable[int], kind: str, title: str, body: str) -> list[Letter]:
    return [Letter(account_id=account, kind=f"turn_{kind}", title=title, body=body, subject=f"post-turn:{turn.id}",
                   dedupe_key=f"turn:{turn.id}/{turn.version}/{kind}/{account}", place_id=turn.post.community_id)
            for account in dict.fromkeys(accounts)]


def turn_logged(turn: PostTurn) -> None:
    """Who may confirm it hears, except whose service it was."""
    told = [one for one in with_roles(turn.post.place_path, *ARRANGERS) if one != turn.account_id]
    outbox.put(_of_turn(turn, told, "logged", "有一次岗位服务待确认", f"{turn.post.title}，{turn.served_on}。"))


def turn_confirmed(turn: PostTurn) -> None:
    outbox.put(_of_turn(turn, [turn.account_id], "confirmed", "岗位服务已确认",
                        f"{turn.post.title}，{turn.served_on}，已记入您的服务记录。"))


def turn_returned(turn: PostTurn, reason: str) -> None:
    outbox.put(_of_turn(turn, [turn.account_id], "returned", "岗位服务被退回",
                        f"{turn.post.title}，{turn.served_on}。原因：{reason} 可以改正后重新登记。"))


def post_closed(post: Post, accounts: list[int]) -> None:
    outbox.put([Letter(account_id=account, kind="post_closed", title="岗位已关闭",
                       body=f"{post.title}不再安排，已做的服务仍可登记。", subject=f"post:{post.id}",
                       dedupe_key=f"post:{post.id}/{post.version}/closed/{account}", place_id=post.community_id)
                for account in dict.fromkeys(accounts)])
