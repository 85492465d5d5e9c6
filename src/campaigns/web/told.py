"""What is said about anything that was raised: a status, a sentence, and nothing that helps an attacker."""

from http import HTTPStatus
from typing import NamedTuple

from litestar.exceptions import HTTPException, InternalServerException, ValidationException
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from campaigns import errors
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.web.csrf import FormRefused

#: What Litestar says of a sender who left in the middle of a body.
_GONE_AWAY = "client disconnected prematurely"
_UNIQUE_VIOLATION = "23505"
#: Deadlock, serialisation failure, a lock waited for too long: two acted at once, and this one was not kept.
_OVERTAKEN = frozenset({"40P01", "40001", "55P03"})
_UNFIT_VALUES = frozenset({"22000", "22003", "22021", "22P02", "22P05", "22007", "22008"})

_WORDS: dict[int, str] = {
    400: gettext_noop("What arrived could not be read, so nothing was saved. Go back and send it again."),
    404: gettext_noop("There is nothing at this address."),
    405: gettext_noop("This address does not take what was sent to it. Nothing was saved."),
    408: gettext_noop("The form took too long to arrive, so nothing was saved."),
    409: gettext_noop(
        "Somebody else acted at the same moment, so nothing of yours was saved. Go back, look again and decide afresh."
    ),
    413: gettext_noop("What was sent is larger than this page accepts. Nothing was saved."),
    415: gettext_noop("This address does not take that kind of content. Nothing was saved."),
    429: gettext_noop("There were too many requests. Wait a little and try again."),
    500: gettext_noop("Something went wrong on our side. Nothing of your last step was saved."),
    503: gettext_noop(
        "The service cannot answer at the moment. Nothing of your last step was saved. Try again in a minute."
    ),
}


class Told(NamedTuple):
    """What is said about a failed request."""

    status: int
    detail: str
    problems: dict[str, str] | None = None
    headers: dict[str, str] | None = None


def told(problem: BaseException, method: str = "GET") -> Told:  # noqa: PLR0911 - one for each refusal
    """What to say about anything that was raised; whatever is not known is a fault of ours."""
    match problem:
        case errors.SignInNeeded():
            return Told(401, str(problem), headers={"WWW-Authenticate": "Bearer"})
        case errors.NotFound():
            return Told(404, _words(404))
        case errors.NotAllowed() | FormRefused():
            return Told(403, str(problem))
        case errors.NotAllowedNow() | errors.Conflict():
            return Told(409, str(problem))
        case errors.Invalid():
            return Told(422, gettext("Some answers need mending."), problem.problems)
        case errors.TooLarge() | errors.Replaced():
            return Told(413 if isinstance(problem, errors.TooLarge) else 410, str(problem))
        case errors.TooMany():
            return Told(429, str(problem), headers={"Retry-After": str(problem.retry_after)})
        case HTTPException():
            return _http(problem)
        case BaseExceptionGroup() if problem.__cause__ is not None:
            # Litestar groups what clean-up raised and keeps what began it as the cause.
            return told(problem.__cause__, method)
    return _other(problem, method)


def _http(problem: HTTPException) -> Told:
    if isinstance(problem, InternalServerException) and problem.detail == _GONE_AWAY:
        # Nobody is there to read it, but the log must not call it a fault of ours.
        return Told(400, _words(400))
    headers = dict(problem.headers or {})
    if isinstance(problem, ValidationException):
        extra = problem.extra if isinstance(problem.extra, list) else []
        problems = {str(one.get("key", "")): str(one.get("message", "")) for one in extra if isinstance(one, dict)}
        in_body = any(one.get("source") == "body" for one in extra if isinstance(one, dict))
        return Told(422 if in_body else 404, _words(400) if in_body else _words(404), problems if in_body else {})
    # Litestar's own details name types and parameters; ours are sentences and end like one.
    ours = problem.detail if problem.detail.endswith(".") and problem.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else ""
    return Told(problem.status_code, ours or _words(problem.status_code), headers=headers)


def _other(problem: BaseException, method: str) -> Told:
    if isinstance(problem, RecursionError):
        # JSON nested some thousand deep; nothing of ours goes that deep by itself.
        return Told(400, _words(400))
    if isinstance(problem, StaleDataError):
        return Told(409, _words(409))
    if isinstance(problem, DBAPIError):
        code = getattr(problem.orig, "sqlstate", None) or ""
        if code in _OVERTAKEN or (isinstance(problem, IntegrityError) and code == _UNIQUE_VIOLATION):
            return Told(409, _words(409))
        if code in _UNFIT_VALUES:
            # A number or a text in the address that no column can hold names nothing.
            return Told(404, _words(404)) if method in {"GET", "HEAD"} else Told(400, _words(400))
    if isinstance(problem, OperationalError | PoolTimeout | ConnectionError) or getattr(
        problem, "connection_invalidated", False
    ):
        return Told(503, _words(503), headers={"Retry-After": "30"})
    return Told(500, _words(500))


def _words(status: int) -> str:
    return gettext(_WORDS.get(status, _WORDS[400]))
