"""What is published, as JSON for everybody: no sign-in, and nothing that is not released."""

from typing import Annotated, Any

from litestar import Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Response

from campaigns.publication.answers import (
    Editions,
    Individuals,
    LetterLines,
    Signatories,
    WholeEdition,
    edition_link,
    letter_line,
    whole_edition,
)
from campaigns.publication.individuals import individual_rows
from campaigns.publication.listing import newest_letters
from campaigns.publication.lists import history_of, rows_of
from campaigns.publication.numbers import edition_number
from campaigns.publication.queries import published_edition
from campaigns.web.bodies import AnyRequest
from campaigns.web.conditional import tag_of, tagged, unchanged
from campaigns.web.dependencies import Now, Session, Settings

MOST_ROWS = 1_000


def _is(kind: type[Any]) -> dict[int, ResponseSpec]:
    return {200: ResponseSpec(kind, generate_examples=False)}


@get("/", responses=_is(LetterLines))
async def list_letters(
    request: AnyRequest, session: Session, settings: Settings, now: Now, after: FromQuery[str | None] = None
) -> Response[Any]:
    """The published letters of all coalitions, newest first, twenty at a time. Follow `next`; do not make up `after`."""
    found = await newest_letters(session, now, after=after)
    base = settings.public_url
    lines = LetterLines(
        letters=[letter_line(letter, base) for letter in found.letters],
        next=f"{base}/api/v1/letters?after={found.after}" if found.after else None,
    )
    return _told(request, lines)


@get("/{coalition:str}/{slug:str}", responses=_is(WholeEdition))
async def read_letter(
    coalition: FromPath[str], slug: FromPath[str], request: AnyRequest, session: Session, settings: Settings, now: Now
) -> Response[Any]:
    """The current edition of a letter."""
    return _told(request, whole_edition(await published_edition(session, coalition, slug, now), settings.public_url))


@get("/{coalition:str}/{slug:str}/editions", responses=_is(Editions))
async def list_editions(
    coalition: FromPath[str], slug: FromPath[str], request: AnyRequest, session: Session, settings: Settings, now: Now
) -> Response[Any]:
    """Every released edition of a letter, with how many rows came and went."""
    letter = await published_edition(session, coalition, slug, now)
    history = await history_of(session, letter.letter_id, letter.current_number)
    links = [edition_link(line, letter.letter_path, settings.public_url) for line in history]
    return _told(request, Editions(editions=links))


@get("/{coalition:str}/{slug:str}/editions/{number:str}", responses=_is(WholeEdition))
async def read_edition(
    coalition: FromPath[str],
    slug: FromPath[str],
    number: FromPath[str],
    request: AnyRequest,
    session: Session,
    settings: Settings,
    now: Now,
) -> Response[Any]:
    """One released edition, which stays as it is for ever."""
    edition = await published_edition(session, coalition, slug, now, edition_number(number))
    return _told(request, whole_edition(edition, settings.public_url))


@get("/{coalition:str}/{slug:str}/editions/{number:str}/signatories", responses=_is(Signatories))
async def list_signatories(
    coalition: FromPath[str],
    slug: FromPath[str],
    number: FromPath[str],
    request: AnyRequest,
    session: Session,
    settings: Settings,
    now: Now,
    after: Annotated[int, QueryParameter(ge=0, description="The position that ended the page before.")] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_ROWS)] = 200,
) -> Response[Any]:
    """Rows of an edition's list in its order: who signed or, where `attribution` is `coalition`, its members."""
    edition = await published_edition(session, coalition, slug, now, edition_number(number))
    rows = await rows_of(session, edition.edition_id, after, limit + 1)
    more = rows[limit - 1].position if len(rows) > limit else None
    here = f"{settings.public_url}/api/v1{edition.path}/signatories"
    following = f"{here}?after={more}&limit={limit}" if more else None
    return _told(request, Signatories(signatories=rows[:limit], next=following))


@get("/{coalition:str}/{slug:str}/editions/{number:str}/individuals", responses=_is(Individuals))
async def list_individuals(
    coalition: FromPath[str],
    slug: FromPath[str],
    number: FromPath[str],
    request: AnyRequest,
    session: Session,
    settings: Settings,
    now: Now,
    after: Annotated[int, QueryParameter(ge=0, description="The position that ended the page before.")] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_ROWS)] = 200,
) -> Response[Any]:
    """Who signed an edition's letter in a personal capacity. They are no organisations and in none of their counts."""
    edition = await published_edition(session, coalition, slug, now, edition_number(number))
    rows = await individual_rows(session, edition.edition_id, after, limit + 1)
    more = rows[limit - 1].position if len(rows) > limit else None
    here = f"{settings.public_url}/api/v1{edition.path}/individuals"
    following = f"{here}?after={more}&limit={limit}" if more else None
    return _told(request, Individuals(individuals=rows[:limit], next=following))


def _told(request: AnyRequest, answer: Any) -> Response[Any]:
    tag = tag_of(answer)
    return unchanged(request, tag) or tagged(Response(answer), tag)


HANDLERS = [
    Router(
        "/api/v1/letters",
        route_handlers=[list_letters, read_letter, list_editions, read_edition, list_signatories, list_individuals],
        tags=["Published letters"],
        security=[],
    )
]
