"""The mailbox in the browser, and the same as JSON for scripts."""

import re
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, MediaType, Request, Response, delete, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

from campaigns.paths import TEMPLATES
from campaigns.services.mailbox.letters import Mail, Summary, pieces
from campaigns.services.mailbox.store import Store

PAGE = 50
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost"})
_MISSING = "There is no such mail; perhaps the mailbox was emptied."
_HOME = TEMPLATES / "pages" / "mailbox"
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
#: A mail's own HTML is shown in a frame that runs nothing, fetches nothing and can only open its links.
_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def create_app(store: Store, names: frozenset[str] = LOOPBACK_NAMES) -> Litestar:
    """The mailbox's pages and API. It answers only when called by one of `names`, so that no other site can read it."""

    def held_to_its_names(request: Request[Any, Any, State]) -> None:
        if request.url.hostname not in names:
            raise PermissionDeniedException(f"The mailbox answers at {' and '.join(sorted(names))} only.")

    environment = Environment(loader=FileSystemLoader(_HOME), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return Litestar(
        [index, gallery, show, html_part, source, style, list_mails, read_mail, delete_mails],
        dependencies={"store": Provide(lambda: store, sync_to_thread=False)},
        before_request=held_to_its_names,
        template_config=TemplateConfig(instance=JinjaTemplateEngine(engine_instance=environment)),
        response_headers=_HEADERS,
        exception_handlers={HTTPException: problem},
        openapi_config=None,
    )


@get("/", sync_to_thread=True)
def index(store: NamedDependency[Store], to: FromQuery[str] = "", page: FromQuery[int] = 1) -> Template:
    """Mails, newest first, fifty to a page."""
    found = store.newest(to=to.strip())
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Template(
        "index.html", context={"mails": shown, "total": len(found), "to": to.strip(), "page": page, "pages": pages}
    )


@get("/kinds", sync_to_thread=True)
def gallery(store: NamedDependency[Store]) -> Template:
    """One mail of each kind that was sent, the newest, in full; to look at them all in one place."""
    mails = [_found(store.mail(summary.id)) for summary in store.newest_of_each_kind()]
    return Template("kinds.html", context={"mails": mails, "pieces": pieces})


@get("/messages/{identity:str}", sync_to_thread=True)
def show(store: NamedDependency[Store], identity: FromPath[str]) -> Template:
    """A mail with both its texts, its headers and its links."""
    mail = _found(store.mail(identity))
    return Template("message.html", context={"mail": mail, "pieces": pieces(mail.text)})


@get("/messages/{identity:str}/html", media_type=MediaType.HTML, sync_to_thread=True)
def html_part(store: NamedDependency[Store], identity: FromPath[str]) -> Response[str]:
    """The HTML of a mail as it came, for the frame of its page; its links open beside the mailbox."""
    html = _found(store.mail(identity)).html
    head = _HEAD.search(html)
    place = head.end() if head else 0
    framed = f'{html[:place]}<base target="_blank">{html[place:]}'
    return Response(framed, media_type=MediaType.HTML, headers={"Content-Security-Policy": _FRAME})


@get("/messages/{identity:str}/source", media_type=MediaType.TEXT, sync_to_thread=True)
def source(store: NamedDependency[Store], identity: FromPath[str]) -> str:
    """The mail as it was received."""
    content = store.content(identity)
    if content is None:
        raise NotFoundException(_MISSING)
    return content.decode("utf-8", "replace")


@get("/mailbox.css", media_type=MediaType.CSS, sync_to_thread=True)
def style() -> str:
    """The look of the pages."""
    return (_HOME / "mailbox.css").read_text()


@get("/api/messages", sync_to_thread=True)
def list_mails(
    store: NamedDependency[Store], to: FromQuery[str] = "", subject: FromQuery[str] = "", after: FromQuery[str] = ""
) -> list[Summary]:
    """Mails, newest first: `to` is a whole address, `subject` a part of the subject, `after` the id of a mail."""
    return store.newest(to=to.strip(), about=subject, after=after)


@get("/api/messages/{identity:str}", sync_to_thread=True)
def read_mail(store: NamedDependency[Store], identity: FromPath[str]) -> Mail:
    """A mail with its texts, headers and links."""
    return _found(store.mail(identity))


@delete("/api/messages", sync_to_thread=True)
def delete_mails(store: NamedDependency[Store]) -> None:
    """Delete every mail."""
    store.clear()


def problem(request: Request[Any, Any, State], refusal: HTTPException) -> Response[Any] | Template:
    """What went wrong, as a page or for a script."""
    if request.url.path.startswith("/api/"):
        return Response({"detail": refusal.detail}, status_code=refusal.status_code, headers=_HEADERS)
    return Template("problem.html", context={"words": refusal.detail}, status_code=refusal.status_code, headers=_HEADERS)


def _found(mail: Mail | None) -> Mail:
    if mail is None:
        raise NotFoundException(_MISSING)
    return mail
