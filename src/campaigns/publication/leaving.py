"""Rows whose signature counts no more though an edition that waits still lists them, and signers it would still show.

A frozen list changes by withdrawal only: whoever leaves is left out of the next build, and nobody joins with it. A signer
who is to be shown no more is left out in the same way, and the organisation's row stays.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.letters.models import Letter
from campaigns.publication.building import Listed, write_candidate
from campaigns.publication.content import EditionContent
from campaigns.publication.individuals import count_left, still_listed
from campaigns.publication.models import Edition, EditionEntry, EditionFile
from campaigns.publication.queries import HAS_BYTES
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature

_NO_LONGER_COUNTS = exists().where(Signature.id == EditionEntry.signature_id, Signature.state != SignatureState.ACCEPTED)
_NO_LONGER_SHOWN = (EditionEntry.person_name != "") & exists().where(
    Signature.id == EditionEntry.signature_id, ~Signature.show_person
)


def rows_that_left(edition_id: UUID) -> Select[str, int]:
    """The names of an edition's rows that count no more, in the list's order, each with the number of all of them."""
    return (
        select(EditionEntry.display_name, func.count().over())
        .where(EditionEntry.edition_id == edition_id, _NO_LONGER_COUNTS)
        .order_by(EditionEntry.position)
    )


async def has_lost_rows(session: AsyncSession, edition: Edition) -> bool:
    """Whether a row counts no more, is to show its signer no more or of an individual who has left, or a file was emptied.

    Certain only under the letter's lock, which whoever withdraws takes too.
    """
    lost = or_(_NO_LONGER_COUNTS, _NO_LONGER_SHOWN)
    emptied = exists().where(EditionFile.edition_id == edition.id, ~HAS_BYTES)
    found = await session.scalar(select(or_(exists().where(EditionEntry.edition_id == edition.id, lost), emptied)))
    return bool(found) or await count_left(session, edition.id) > 0


async def without_rows_that_left(session: AsyncSession, letter: Letter, old: Edition, now: datetime) -> Edition:
    """The same edition once more, under the same number, as at `now`. `old` is discarded already; its rows are kept."""
    entries = await session.execute(
        select(EditionEntry, _NO_LONGER_SHOWN)
        .where(EditionEntry.edition_id == old.id, ~_NO_LONGER_COUNTS)
        .order_by(EditionEntry.position)
    )
    listed = [
        Listed(
            **{name: getattr(entry, name) for name in Listed.__struct_fields__}
            | ({"person_name": "", "person_title": ""} if hidden else {})
        )
        for entry, hidden in entries
    ]
    content = msgspec.structs.replace(msgspec.convert(old.content, EditionContent), as_at=now)
    individuals = await still_listed(session, old.id)
    return await write_candidate(session, letter, old.version_id, content, listed, individuals)
