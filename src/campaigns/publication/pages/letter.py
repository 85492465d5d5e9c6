"""The letter itself: the current edition at the letter's address, and every released one at its own for ever."""

from typing import Any

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from campaigns.errors import NotFound
from campaigns.individuals.wording import identified
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.publication.documents.view import letter_view
from campaigns.publication.documents.wording import (
    INDIVIDUALS_HEADING,
    count_sentence,
    individuals_sentence,
    list_heading,
)
from campaigns.publication.individuals import count_left, individual_rows
from campaigns.publication.linked_data import linked_data
from campaigns.publication.lists import history_of, rows_of
from campaigns.publication.numbers import edition_number
from campaigns.publication.queries import PublishedEdition, published_edition
from campaigns.text.view import LetterView
from campaigns.web.bodies import AnyRequest
from campaigns.web.conditional import tag_of, tagged, unchanged
from campaigns.web.dependencies import Now, Session, Settings
from campaigns.web.templates import page

#: Rows on the letter's own page; a longer list has a page of its own.
ROWS_ON_LETTER = 300
ROWS_ON_LIST = 200
#: What the files of an edition are called (`campaigns.publication.documents.files`).
_FILES = (
    gettext_noop("Letter with its list (PDF)"),
    gettext_noop("Letter as plain text"),
    gettext_noop("List of signatories (CSV)"),
    gettext_noop("List of members (CSV)"),
    gettext_noop("List of individuals (CSV)"),
    gettext_noop("Everything, for programs (JSON)"),
    gettext_noop("Checksums of these files (SHA-256)"),
)


@get("/letters/{coalition:str}/{slug:str}", include_in_schema=False)
async def current_edition(
    coalition: FromPath[str], slug: FromPath[str], request: AnyRequest, session: Session, settings: Settings, now: Now
) -> Response[Any]:
    return await _letter(request, session, settings, await published_edition(session, coalition, slug, now))


@get("/letters/{coalition:str}/{slug:str}/editions/{number:str}", include_in_schema=False)
async def numbered_edition(
    coalition: FromPath[str],
    slug: FromPath[str],
    number: FromPath[str],
    request: AnyRequest,
    session: Session,
    settings: Settings,
    now: Now,
) -> Response[Any]:
    edition = await published_edition(session, coalition, slug, now, edition_number(number))
    return await _letter(request, session, settings, edition, permanent=True)


@get("/letters/{coalition:str}/{slug:str}/signatories", include_in_schema=False)
async def current_list(
    coalition: FromPath[str],
    slug: FromPath[str],
    request: AnyRequest,
    session: Session,
    now: Now,
    after: FromQuery[int] = 0,
    search: FromQuery[str] = "",
) -> Response[Any]:
    edition = await published_edition(session, coalition, slug, now)
    return await _list(request, session, edition, edition.letter_path, after, search)


@get("/letters/{coalition:str}/{slug:str}/editions/{number:str}/signatories", include_in_schema=False)
async def numbered_list(
    coalition: FromPath[str],
    slug: FromPath[str],
    number: FromPath[str],
    request: AnyRequest,
    session: Session,
    now: Now,
    after: FromQuery[int] = 0,
    search: FromQuery[str] = "",
) -> Response[Any]:
    edition = await published_edition(session, coalition, slug, now, edition_number(number))
    return await _list(request, session, edition, edition.path, after, search)


@get("/letters/{coalition:str}/{slug:str}/individuals", include_in_schema=False)
async def current_individuals(
    coalition: FromPath[str],
    slug: FromPath[str],
    request: AnyRequest,
    session: Session,
    now: Now,
    after: FromQuery[int] = 0,
) -> Response[Any]:
    edition = await published_edition(session, coalition, slug, now)
    return await _individuals(request, session, edition, edition.letter_path, after)


@get("/letters/{coalition:str}/{slug:str}/editions/{number:str}/individuals", include_in_schema=False)
async def numbered_individuals(
    coalition: FromPath[str],
    slug: FromPath[str],
    number: FromPath[str],
    request: AnyRequest,
    session: Session,
    now: Now,
    after: FromQuery[int] = 0,
) -> Response[Any]:
    edition = await published_edition(session, coalition, slug, now, edition_number(number))
    return await _individuals(request, session, edition, edition.path, after)


async def _letter(
    request: AnyRequest, session: Session, settings: Settings, edition: PublishedEdition, *, permanent: bool = False
) -> Response[Any]:
    tag = tag_of(edition, permanent)
    if same := unchanged(request, tag):
        return same
    rows = await rows_of(session, edition.edition_id, limit=ROWS_ON_LETTER)
    letter, sentence = letter_view(edition.content), count_sentence(edition.content)
    answer = page(
        "pages/publication/letter.html",
        coalition=edition.coalition,
        edition=edition,
        letter=letter,
        rows=rows,
        heading=list_heading(edition.content),
        sentence=sentence,
        description=_described(letter, sentence),
        history=await history_of(session, edition.letter_id, edition.current_number),
        **await _individuals_of(session, edition, 0, ROWS_ON_LETTER),
        file_labels={label: gettext(label) for label in _FILES},
        linked_data=linked_data(edition, rows, settings.public_url),
        address=settings.public_url + (edition.path if permanent else edition.letter_path),
        base=settings.public_url,
    )
    return tagged(answer, tag)


async def _individuals_of(session: Session, edition: PublishedEdition, after: int, limit: int) -> dict[str, Any]:
    """What a page shows of the second list; nothing is asked for where there is none."""
    people = await individual_rows(session, edition.edition_id, after, limit + 1) if edition.individual_count else []
    return {
        "individuals": people[:limit],
        "individuals_more": people[limit - 1].position if len(people) > limit else None,
        "individuals_left": await count_left(session, edition.edition_id) if edition.individual_count else 0,
        "individuals_heading": gettext(INDIVIDUALS_HEADING),
        "individuals_sentence": individuals_sentence(edition.content),
        "identified": identified,
    }


async def _individuals(
    request: AnyRequest, session: Session, edition: PublishedEdition, back: str, after: int
) -> Response[Any]:
    if not edition.individual_count:
        raise NotFound
    tag = tag_of(edition, back, "individuals", after)
    if same := unchanged(request, tag):
        return same
    answer = page(
        "pages/publication/individuals.html",
        coalition=edition.coalition,
        edition=edition,
        letter=letter_view(edition.content),
        **await _individuals_of(session, edition, after, ROWS_ON_LIST),
        back=back,
        after=after,
    )
    return tagged(answer, tag)


def _described(letter: LetterView, sentence: str) -> str:
    addressee = ", ".join(part for part in (letter.addressee_name, *letter.addressee_office) if part)
    return gettext("To {addressee}: {sentence}.", addressee=addressee, sentence=sentence) if addressee else f"{sentence}."


async def _list(
    request: AnyRequest, session: Session, edition: PublishedEdition, back: str, after: int, search: str
) -> Response[Any]:
    tag = tag_of(edition, back, after, search)
    if same := unchanged(request, tag):
        return same
    rows = await rows_of(session, edition.edition_id, after, ROWS_ON_LIST + 1, search)
    answer = page(
        "pages/publication/signatories.html",
        coalition=edition.coalition,
        edition=edition,
        letter=letter_view(edition.content),
        rows=rows[:ROWS_ON_LIST],
        more=rows[ROWS_ON_LIST - 1].position if len(rows) > ROWS_ON_LIST else None,
        sentence=count_sentence(edition.content),
        heading=list_heading(edition.content),
        back=back,
        after=after,
        search=search,
    )
    return tagged(answer, tag)


HANDLERS = [
    current_edition,
    numbered_edition,
    current_list,
    numbered_list,
    current_individuals,
    numbered_individuals,
]
