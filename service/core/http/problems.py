"""Every refusal leaves as application/problem+json, the framework's own and the database's too."""

from __future__ import annotations

import traceback

import orjson
import structlog
from flask import Flask, Response, current_app
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException

from service.core import errors
from service.core.errors import Problem

KNOWN = {cls.status: cls for cls in (
    errors.BadRequest, errors.Unauthorized, errors.Forbidden, errors.NotFound, errors.Gone, errors.TooLarge,
    errors.UnsupportedMedia, errors.Invalid, errors.TooMany, errors.Unavailable)}
RETRY_SECONDS = "2"
log = structlog.get_logger("problem")


class MethodNotAllowed(Problem):
    status, code, title = 405, "method_not_allowed", "Method not allowed"
    detail = "这个地址不支持这种操作。"


KNOWN[405] = MethodNotAllowed


def _no_page(_problem: Problem) -> None:
    """Without pages, every refusal is for a program."""


def answer(problem: Problem) -> Response:
    """The answer of a refusal: problem+json, or a page where a browser asked for one (core.pages)."""
    as_page = current_app.extensions.get("problem_page", _no_page)(problem)
    if as_page is not None:
        return as_page
    response = Response(orjson.dumps(problem.as_dict()), status=problem.status,
                        content_type="application/problem+json")
    response.headers.update(problem.headers)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def of_framework(error: HTTPException) -> Response:
    """A refusal Flask or Werkzeug raised itself (404, 405, 413 …)."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    cls = KNOWN.get(status, Problem)
    problem = cls()
    problem.status = status
    if cls is Problem and status < 500:
        problem.code, problem.title, problem.detail = f"http_{status}", error.name, "请求不能处理。"
    if status == 405 and getattr(error, "valid_methods", None):
        problem.headers["Allow"] = ", ".join(error.valid_methods)
    return answer(problem)


def of_database(error: exc.DBAPIError) -> Response:
    """A database that is locked, full up or gone for a moment: nothing was written, come again soon."""
    log.error("database_unavailable", kind=type(error.orig).__name__ if error.orig else type(error).__name__)
    return answer(errors.Unavailable(headers={"Retry-After": RETRY_SECONDS}))


def of_accident(error: Exception) -> Response:
    """Whatever nobody foresaw: logged with where it happened, told without it."""
    log.error("accident", kind=type(error).__name__, trace=_trace(error))
    return answer(Problem())


def _trace(error: BaseException | None) -> list[str]:
    """Where each error of a chain was raised, innermost first; its message stays out, it may repeat what was typed."""
    if error is None:
        return []
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return [*_trace(error.__cause__ or error.__context__), type(error).__name__, *places]


def init_app(app: Flask) -> None:
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, of_framework)
    for kind in (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
        app.register_error_handler(kind, of_database)
    app.register_error_handler(Exception, of_accident)
