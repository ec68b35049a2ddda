"""What can go wrong, once: a status and a stable code for programs, a Chinese sentence for people."""

from __future__ import annotations


class Problem(Exception):
    """Base of every refusal; becomes an RFC 9457 problem+json answer.

    `extra` are further members of the problem (for instance `fields`), `headers` go onto the answer.
    """

    status = 500
    code = "internal"
    title = "Internal error"
    detail = "系统出了点问题，请稍后再试。"

    def __init__(self, detail: str | None = None, *, code: str | None = None,
                 headers: dict[str, str] | None = None, **extra):
        super().__init__(detail or self.detail)
        self.detail = detail or self.detail
        self.code = code or self.code
        self.headers = headers or {}
        self.extra = extra

    def as_dict(self) -> dict:
        """The members of the problem+json body."""
        return {"type": f"urn:mashang:problem:{self.code}", "title": self.title, "status": self.status,
                "detail": self.detail, "code": self.code, **self.extra}


class BadRequest(Problem):
    status, code, title = 400, "bad_request", "Bad request"
    detail = "请求格式不正确。"


class Unauthorized(Problem):
    status, code, title = 401, "unauthorized", "Not signed in"
    detail = "请先登录。"


class Forbidden(Problem):
    status, code, title = 403, "forbidden", "Forbidden"
    detail = "您没有权限做这件事。"


class NotFound(Problem):
    status, code, title = 404, "not_found", "Not found"
    detail = "没有找到，可能不存在或您不能查看。"


class WrongMoment(Problem):
    status, code, title = 409, "wrong_moment", "Wrong moment"
    detail = "现在的状态下不能这样做。"


class Gone(Problem):
    status, code, title = 410, "gone", "Gone"
    detail = "已经停用。"


class Stale(Problem):
    status, code, title = 412, "stale", "Stale"
    detail = "内容已经更新，请刷新后再试。"


class TooLarge(Problem):
    status, code, title = 413, "too_large", "Too large"
    detail = "内容太大了。"


class UnsupportedMedia(Problem):
    status, code, title = 415, "unsupported_media_type", "Unsupported media type"
    detail = "不支持这种格式。"


class Invalid(Problem):
    """Field errors: `fields` is {name: [reasons]}."""

    status, code, title = 422, "invalid", "Invalid"
    detail = "填写的内容有问题，请检查后再提交。"


class TooMany(Problem):
    status, code, title = 429, "too_many", "Too many requests"
    detail = "操作太频繁了，请稍后再试。"


class Unavailable(Problem):
    status, code, title = 503, "unavailable", "Unavailable"
    detail = "系统正忙，请稍后再试，您填写的内容没有丢失。"


def invalid(**fields: str) -> Invalid:
    """A 422 for single fields: `invalid(place_code="没有这个地点")`."""
    return Invalid(fields={name: [reason] for name, reason in fields.items()})
