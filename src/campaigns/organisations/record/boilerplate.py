"""An organisation's boilerplate: how it describes itself, in a sentence or two. Every version is kept; the newest counts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.names.tidy import tidy
from campaigns.organisations.locking import locked, touch
from campaigns.organisations.models import Organisation, OrganisationChange
from campaigns.organisations.record.log import Log
from campaigns.organisations.record.models import Boilerplate

MOST_WORDS = 100
LONGEST = 1000
#: Versions that the page shows.
MOST_VERSIONS = 50


class BoilerplateDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One version, which counted from `at` on; empty where the boilerplate was taken away."""

    text: str
    by: str
    at: datetime


def checked_boilerplate(text: str) -> str:
    """The text on one line. Raises `Invalid` (field `boilerplate`) beyond a hundred words, and for what a cell could run."""
    text = tidy(text)
    if why := about_boilerplate(text):
        raise Invalid({"boilerplate": why})
    return text


def about_boilerplate(text: str) -> str | None:
    """Why a tidied text cannot be kept, in a sentence, or None."""
    words = len(text.split())
    if words > MOST_WORDS:
        return gettext("The boilerplate must be {most} words or fewer; this has {words}.", most=MOST_WORDS, words=words)
    if len(text) > LONGEST:
        most, length = f"{LONGEST:,}", f"{len(text):,}"
        return gettext("The boilerplate must be {most} characters or fewer; this has {length}.", most=most, length=length)
    return None


async def set_boilerplate(
    session: AsyncSession,
    organisation_id: UUID,
    text: str,
    actor: Actor,
    now: datetime,
    row_version: int | None = None,
    reason: str = "",
) -> None:
    """Add a version; the same text again adds none. Raises `Invalid` (field `boilerplate`), `NotFound`, `Conflict`."""
    text = checked_boilerplate(text)
    organisation = await locked(session, organisation_id, row_version)
    before = (await boilerplates(session, [organisation_id])).get(organisation_id, "")
    if text == before:
        return
    session.add(
        Boilerplate(
            coalition_id=organisation.coalition_id,
            organisation_id=organisation_id,
            text=text,
            at=now,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_name=actor.name,
        )
    )
    Log(session, organisation, actor, now).note("boilerplate", before, text, reason)
    touch(organisation)
    await session.flush()


async def boilerplate_versions(session: AsyncSession, organisation_id: UUID) -> list[BoilerplateDetail]:
    """Every version of an organisation and of those merged into it, the one that counts first, then the newest first.

    Raises `NotFound`.
    """
    if await session.scalar(select(Organisation.id).where(Organisation.id == organisation_id)) is None:
        raise NotFound
    merged = select(OrganisationChange.other_id).where(
        OrganisationChange.organisation_id == organisation_id, OrganisationChange.other_id.is_not(None)
    )
    found = await session.scalars(
        select(Boilerplate)
        .where((Boilerplate.organisation_id == organisation_id) | Boilerplate.organisation_id.in_(merged))
        .order_by((Boilerplate.organisation_id == organisation_id).desc(), Boilerplate.id.desc())
        .limit(MOST_VERSIONS)
    )
    return [BoilerplateDetail(text=one.text, by=one.actor_name, at=one.at) for one in found]


async def boilerplates(session: AsyncSession, organisation_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The text that counts for each of these organisations that has ever had one."""
    own = (
        select(Boilerplate.organisation_id, Boilerplate.text)
        .where(Boilerplate.organisation_id.in_(organisation_ids))
        .ext(distinct_on(Boilerplate.organisation_id))
        .order_by(Boilerplate.organisation_id, Boilerplate.id.desc())
    )
    merged = (
        select(OrganisationChange.organisation_id, Boilerplate.text)
        .join(Boilerplate, Boilerplate.organisation_id == OrganisationChange.other_id)
        .where(OrganisationChange.organisation_id.in_(organisation_ids))
        .ext(distinct_on(OrganisationChange.organisation_id))
        .order_by(OrganisationChange.organisation_id, Boilerplate.id.desc())
    )
    found = {row.organisation_id: row.text for row in await session.execute(merged)}
    return found | {row.organisation_id: row.text for row in await session.execute(own)}
