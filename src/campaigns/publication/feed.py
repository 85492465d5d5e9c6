"""Atom feeds (RFC 4287): an entry for each released edition, newest first."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.database import unscoped
from campaigns.languages.locales import Locale, reading
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Letter
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.view import letter_view
from campaigns.publication.documents.wording import count_sentence
from campaigns.publication.models import Edition
from campaigns.publication.queries import RELEASED, without_logo
from campaigns.text.view import LetterView

ENTRIES = 20


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One released edition. `id` is the edition's and lasts longer than any address; instants are in UTC."""

    id: UUID
    path: str
    number: int
    released_at: datetime
    content: EditionContent

    @property
    def sentence(self) -> str:
        """How many speak here, in which edition, as at when; in English, as the whole feed is."""
        with reading(Locale.ENGLISH):
            return count_sentence(self.content)

    @property
    def letter(self) -> LetterView:
        """The words as the page shows them."""
        return letter_view(self.content)


async def feed_entries(session: AsyncSession, coalition_id: UUID | None = None) -> list[FeedEntry]:
    """The newest editions of all coalitions or of one."""
    query = (
        select(*_WORDS)
        .join(Letter, Letter.id == Edition.letter_id)
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(Letter.release == ReleaseState.PUBLISHED, Edition.state.in_(RELEASED))
        .order_by(Edition.released_at.desc(), Edition.id.desc())
        .limit(ENTRIES)
        .execution_options(**unscoped("what is published may be read across coalitions"))
    )
    if coalition_id is not None:
        query = query.where(Edition.coalition_id == coalition_id)
    return [
        FeedEntry(
            id=edition_id,
            path=f"/letters/{coalition}/{slug}/editions/{number}",
            number=number,
            released_at=released_at,
            content=msgspec.convert(content, EditionContent),
        )
        for edition_id, number, released_at, content, slug, coalition in await session.execute(query)
    ]


_WORDS = (
    *(Edition.id, Edition.number, Edition.released_at, without_logo()),
    *(Letter.slug, Coalition.slug),
)
