"""What programs fetch: feeds, the site map, and two files at places that standards fix."""

from datetime import timedelta
from typing import Any

from litestar import get
from litestar.params import FromPath
from litestar.response import Response, Template

from campaigns.coalitions.queries import CoalitionLook, public_coalition
from campaigns.publication.feed import feed_entries
from campaigns.publication.listing import newest_letters, publishing_coalitions
from campaigns.web.bodies import AnyRequest
from campaigns.web.conditional import tag_of, tagged, unchanged
from campaigns.web.dependencies import Now, Session, Settings
from campaigns.web.templates import page

#: One file may hold 50,000 addresses (sitemaps.org). Letters that are older than these are found through the lists.
MOST_IN_SITE_MAP = 5_000
_ATOM, _XML, _TEXT = "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8", "text/plain; charset=utf-8"


@get("/feed.atom", include_in_schema=False)
async def feed_of_all(request: AnyRequest, session: Session, settings: Settings, now: Now) -> Response[Any]:
    return await _feed(request, session, settings, now, None)


@get("/letters/{coalition:str}/feed.atom", include_in_schema=False)
async def feed_of_coalition(
    coalition: FromPath[str], request: AnyRequest, session: Session, settings: Settings, now: Now
) -> Response[Any]:
    return await _feed(request, session, settings, now, await public_coalition(session, coalition))


async def _feed(
    request: AnyRequest, session: Session, settings: Settings, now: Now, coalition: CoalitionLook | None
) -> Response[Any]:
    entries = await feed_entries(session, coalition.id if coalition else None)
    tag = tag_of(coalition, entries)
    updated = entries[0].released_at if entries else now
    answer = _document("feeds/letters.xml", _ATOM, coalition=coalition, entries=entries, updated=updated, settings=settings)
    return unchanged(request, tag) or tagged(answer, tag)


@get("/sitemap.xml", include_in_schema=False)
async def site_map(request: AnyRequest, session: Session, settings: Settings, now: Now) -> Response[Any]:
    """The addresses of what is published (sitemaps.org, protocol 0.9)."""
    found = await newest_letters(session, now, limit=MOST_IN_SITE_MAP)
    coalitions = await publishing_coalitions(session)
    tag = tag_of(found.letters, coalitions)
    answer = _document("feeds/sitemap.xml", _XML, letters=found.letters, coalitions=coalitions, base=settings.public_url)
    return unchanged(request, tag) or tagged(answer, tag)


@get("/robots.txt", include_in_schema=False, sync_to_thread=False)
def robots(settings: Settings) -> Response[Any]:
    """Which addresses crawlers leave alone (RFC 9309)."""
    return _document("feeds/robots.txt", _TEXT, base=settings.public_url)


@get("/.well-known/security.txt", include_in_schema=False, sync_to_thread=False)
def security_txt(settings: Settings, now: Now) -> Response[Any]:
    """Where to report a weakness (RFC 9116). It is said to hold for half a year from the day on which it is read."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    expires = today + timedelta(days=180)
    return _document("feeds/security.txt", _TEXT, settings=settings, expires=expires)


def _document(name: str, media_type: str, **context: Any) -> Template:
    answer = page(name, **context)
    answer.headers["Content-Type"] = media_type
    return answer


HANDLERS = [feed_of_all, feed_of_coalition, site_map, robots, security_txt]
