"""A small application over the real web layer, with pages that exist only to be tried, and a browser of sorts for it."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any

import httpx
import msgspec
import pytest
from litestar import get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Redirect, Response, Template

from campaigns import errors, jobs
from campaigns.settings import Settings
from campaigns.web.bodies import AnyRequest, Upload
from campaigns.web.csrf import WITHOUT_TOKEN
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import choices, email, hidden, label, line, paragraphs
from campaigns.web.wiring import Application, application


class Reason(StrEnum):
    BOARD = "board"
    REMIT = "remit"


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One field of every kind."""

    title: Annotated[str, line("the title", most=40)]
    work_email: Annotated[str, email("your work email address")]
    comment: Annotated[str, paragraphs("your comment", most=200, required=False)] = ""
    reason: Annotated[Reason, label("a reason")]
    others: Annotated[list[Reason], choices("other reasons", required=False)]
    publish_on: Annotated[date | None, label("the date of publication")] = None
    publish_at: Annotated[time | None, label("the time of publication")] = None
    agreed: bool = False
    logo: Annotated[Upload | None, label("the logo")] = None
    row_version: Annotated[int, hidden()]


_PAGE = """
{% extends "layouts/page.html" %}
{% from "parts/forms.html" import button, checkbox, checkboxes, csrf_field, date_field, email_field, error_summary %}
{% from "parts/forms.html" import file_field, markdown_field, radios, row_version_field, text_field, time_field %}
{% block title %}Reply{% endblock %}
{% block content %}
{{ error_summary(form) }}
<h1>Reply</h1>
<form method="post" enctype="multipart/form-data" novalidate>
{{ csrf_field() }}{{ row_version_field(form.typed("row_version")) }}
{{ text_field(form, "title", "Title") }}{{ email_field(form, "work_email", "Work email") }}
{{ markdown_field(form, "comment", "Comment") }}
{% set reasons = [{"value": "board", "text": "Board"}, {"value": "remit", "text": "Remit", "hint": "Not ours"}] %}
{{ radios(form, "reason", "Reason", reasons) }}{{ checkboxes(form, "others", "Others", reasons) }}
{{ date_field(form, "publish_on", "Date") }}{{ time_field(form, "publish_at", "Time") }}
{{ checkbox(form, "agreed", "Agreed") }}{{ file_field(form, "logo", "Logo") }}
{{ button("Send") }}
</form>
{% endblock %}
"""


def _shown(form: Form[Reply], status_code: int = 200) -> Template:
    return Template(template_str=_PAGE, context={"form": form}, status_code=status_code, media_type="text/html")


@get("/reply", include_in_schema=False, sync_to_thread=False)
def ask() -> Template:
    return _shown(begun(Reply, title="As begun", row_version=3, others=[Reason.REMIT], publish_on=date(2026, 6, 5)))


@post("/reply", include_in_schema=False)
async def reply(request: AnyRequest) -> Response[Any]:
    form = await read_form(request, Reply)
    if form.problems:
        return _shown(form, 422)
    return Redirect("/reply", status_code=303)


@post("/large", include_in_schema=False, request_max_body_size=1_000_000)
async def large(request: AnyRequest) -> Response[str]:
    form = await read_form(request, Reply)
    return Response("; ".join(form.problems), media_type="text/plain", status_code=200)


@post("/one-click", include_in_schema=False, opt={WITHOUT_TOKEN: "mail programs post here"})
async def one_click() -> Response[str]:
    return Response("done", media_type="text/plain", status_code=200)


RAISED: dict[str, Callable[[], Exception]] = {
    "not-found": errors.NotFound,
    "hidden": lambda: errors.NotFound("A letter that is not published."),
    "sign-in": errors.SignInNeeded,
    "not-allowed": lambda: errors.NotAllowed("Your role does not let you lock a version."),
    "not-now": lambda: errors.NotAllowedNow("Signing has closed."),
    "conflict": lambda: errors.Conflict("Tom Okello locked this version at 10:42."),
    "invalid": lambda: errors.Invalid({"title": "Enter the title."}),
    "too-large": lambda: errors.TooLarge("The logo is larger than 2 MB."),
    "too-many": lambda: errors.TooMany("You asked for five links. Wait an hour.", 3600),
    "fault": lambda: RuntimeError("a secret in a traceback"),
}


@get(["/raise/{what:str}", "/api/v1/raise/{what:str}", "/secretariat/raise/{what:str}"], include_in_schema=False)
async def raising(what: FromPath[str]) -> None:
    problem = RAISED[what]()
    raise problem


@get("/number/{number:int}", include_in_schema=False)
async def number(number: FromPath[int]) -> str:
    return str(number)


@post("/api/v1/replies")
async def reply_as_json(data: JSONBody[Reply]) -> dict[str, str]:
    """Reply to an invitation."""
    return {"title": data.title}


class Visitor:
    """A browser as far as cookies and forms go: it sends back what a page's form has in it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def token(self, path: str = "/reply") -> str:
        shown = await self.client.get(path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
        assert found is not None
        return found[1]

    async def send(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        return await self.client.post(path, data={"csrf_token": await self.token(), **(fields or {})}, **more)


@pytest.fixture
def web_settings() -> Settings:
    return Settings(
        database_url="postgresql://nobody@127.0.0.1:1/none",
        redis_url="redis://127.0.0.1:1",
        smtp_url="smtp://127.0.0.1:1",
        public_url="http://letters.example",
        secret="a secret for tests only, of more than 32 characters",
    )


HANDLERS = [ask, reply, large, one_click, raising, number, reply_as_json]


@pytest.fixture
def app(web_settings: Settings) -> Application:
    """An application without a database: no page of it asks for a session."""
    no_sessions: Any = None
    return application(web_settings, no_sessions, jobs.NoBell(), HANDLERS)


@pytest.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letters.example") as client:
        yield client


@pytest.fixture
def visitor(client: httpx.AsyncClient) -> Visitor:
    return Visitor(client)


GOOD: dict[str, str | list[str]] = {
    "title": "Homes for everyone",
    "work_email": "amina@wensum.example",
    "comment": "First\r\nsecond",
    "reason": "board",
    "others": ["board", "remit"],
    "publish_on-day": "5",
    "publish_on-month": "June",
    "publish_on-year": "2026",
    "publish_at": "5pm",
    "agreed": "yes",
    "row_version": "3",
}
