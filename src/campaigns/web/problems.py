"""Every refusal and every fault, told once: as a page, or as problem+json (RFC 9457) to programs.

A 404 is the same to the byte for what does not exist and for what the asker may not know of. A fault of ours (500) shows
the request's id and nothing else; the log has the rest under the same id.
"""

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Response
from litestar.types import ExceptionHandlersMap

from campaigns import errors
from campaigns.web.addresses import HOME, safe_next
from campaigns.web.bodies import AnyRequest
from campaigns.web.csrf import FormRefused
from campaigns.web.safety import request_id_of
from campaigns.web.templates import make_environment, page
from campaigns.web.told import Told, told

log = logging.getLogger(__name__)

#: Where a person is sent who has to sign in first, with the page to come back to.
SIGN_IN = "/sign-in"

#: Statuses with a page of their own; any other client error has that of 400.
_PAGES = frozenset({400, 403, 404, 409, 410, 413, 422, 429, 500, 503})


def handle(request: AnyRequest, problem: Exception) -> Response[Any]:
    """The answer to a request that raised. The one exception handler of the application."""
    said = told(problem, request.method)
    if said.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("Request %s failed: %s", request_id_of(request.scope), type(problem).__name__, exc_info=problem)
    if _wants_json(request):
        return _as_json(request, said)
    if isinstance(problem, errors.SignInNeeded):
        return Redirect(f"{SIGN_IN}?next={quote(_coming_back_to(request), safe='/')}", status_code=303)
    return _as_page(request, said, problem)


def _as_page(request: AnyRequest, said: Told, problem: Exception) -> Response[Any]:
    name = f"pages/problems/{said.status if said.status in _PAGES else 400}.html"
    answer = page(
        name,
        said.status,
        detail=said.detail,
        problems=said.problems or {},
        again=problem.again if isinstance(problem, FormRefused) else None,
        ask=problem.ask if isinstance(problem, errors.Replaced) else "",
        path=request.scope["path"],
        request_id=request_id_of(request.scope),
    )
    media_type = MediaType.HTML
    # Rendered here and not on the way out, so that a page that has a fault itself is still an answer.
    try:
        words = make_environment().get_template(name).render(answer.create_template_context(request))
    except Exception:
        log.exception("The page for status %s could not be made in request %s", said.status, request_id_of(request.scope))
        words, media_type = f"{said.detail}\n", MediaType.TEXT
    return Response(words, status_code=said.status, headers=said.headers, media_type=media_type)


def _coming_back_to(request: AnyRequest) -> str:
    """The page asked for, with its query. What was sent by POST cannot be repeated, so that leads to the first page."""
    if request.method not in {"GET", "HEAD"}:
        return HOME
    query = request.scope["query_string"].decode("latin-1")
    return safe_next(quote(request.scope["path"], safe="/") + (f"?{query}" if query else ""))


def _wants_json(request: AnyRequest) -> bool:
    if request.scope["path"].startswith("/api/"):
        return True
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted


def _as_json(request: AnyRequest, said: Told) -> Response[Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(said.status).phrase,
        "status": said.status,
        "detail": said.detail,
        "instance": f"urn:campaigns:request:{request_id_of(request.scope)}",
    }
    if said.problems:
        body["errors"] = said.problems
    return Response(body, status_code=said.status, headers=said.headers, media_type="application/problem+json")


EXCEPTION_HANDLERS: ExceptionHandlersMap = {Exception: handle, HTTPException: handle}
