"""An organisation's logo: a raster picture of our own drawing, with words for those who cannot see it."""

import asyncio
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.names.tidy import tidy
from campaigns.organisations.locking import locked, touch
from campaigns.organisations.models import OrganisationChange
from campaigns.organisations.record.log import MAY_BE_USED, Log
from campaigns.organisations.record.models import OrganisationLogo
from campaigns.web.logos import clean_logo

LONGEST_ALT = 200


class LogoDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A logo by its hash; `rights_by` said on `rights_at` that it may be used."""

    sha256: str
    alt: str
    rights_by: str
    rights_at: datetime


async def set_logo(
    session: AsyncSession,
    organisation_id: UUID,
    picture: bytes | None,
    alt: str,
    *,
    rights: bool,
    actor: Actor,
    now: datetime,
    row_version: int | None = None,
    said_by: str = "",
) -> None:
    """Give an organisation a logo. Without a picture only the words change; a new picture needs `rights`.

    `said_by` is who said so, where that is not the actor.

    Raises `Invalid` (fields `logo`, `logo_alt`, `rights`), `NotFound`, `Conflict`.
    """
    problems: dict[str, str] = {}
    png, alt = await drawn_logo(picture, alt, rights=rights, problems=problems)
    if "rights" in problems:
        problems["rights"] = gettext("Say that the organisation lets you use it. Without that it cannot be kept.")
    if problems:
        raise Invalid(problems)
    organisation = await locked(session, organisation_id, row_version)
    logo = await session.scalar(select(OrganisationLogo).where(OrganisationLogo.organisation_id == organisation_id))
    if logo is None and png is None:
        logo = await _found(session, organisation_id)
        if logo is None:
            raise Invalid({"logo": gettext("Choose a picture.")})
    log = Log(session, organisation, actor, now)
    if logo is None:
        logo = OrganisationLogo(coalition_id=organisation.coalition_id, organisation_id=organisation_id)
        session.add(logo)
    if png is not None:
        digest = sha256(png).hexdigest()
        log.note(gettext_noop("logo"), "", gettext_noop("a new picture"), MAY_BE_USED)
        logo.png, logo.sha256, logo.rights_by, logo.rights_at = png, digest, said_by or actor.name, now
    log.note(gettext_noop("what the logo shows"), logo.alt or "", alt)
    logo.alt = alt
    touch(organisation)
    await session.flush()


async def drawn_logo(picture: bytes | None, alt: str, *, rights: bool, problems: dict[str, str]) -> tuple[bytes | None, str]:
    """The picture drawn anew and the words tidied; what is wrong is put among `problems` (`logo`, `logo_alt`, `rights`)."""
    alt = tidy(alt)
    if not alt:
        problems["logo_alt"] = gettext("Say what the logo shows, for people who cannot see it.")
    elif len(alt) > LONGEST_ALT:
        problems["logo_alt"] = gettext(
            "Use {most} characters or fewer; this has {length}.", most=LONGEST_ALT, length=len(alt)
        )
    if picture and not rights:
        problems["rights"] = gettext("Say that the picture may be used. Without that it cannot be kept.")
    return (await _drawn(picture, problems) if picture else None), alt


async def remove_logo(
    session: AsyncSession, organisation_id: UUID, actor: Actor, now: datetime, row_version: int | None = None
) -> None:
    """Take the logo away; safe to do twice. Raises `NotFound`, `Conflict`."""
    organisation = await locked(session, organisation_id, row_version)
    logo = await _found(session, organisation_id)
    if logo is None:
        return
    Log(session, organisation, actor, now).note("logo", gettext_noop("a picture"), "")
    await session.delete(logo)
    touch(organisation)
    await session.flush()


async def logo_of(session: AsyncSession, organisation_id: UUID) -> LogoDetail | None:
    """The logo of an organisation or, where it has none, of one that was merged into it."""
    logo = await _found(session, organisation_id)
    return msgspec.convert(logo, LogoDetail, from_attributes=True) if logo else None


async def picture_of(session: AsyncSession, organisation_id: UUID) -> tuple[bytes, str]:
    """The picture as PNG, and its SHA-256 in hexadecimal. Raises `NotFound` where there is none."""
    logo = await _found(session, organisation_id)
    if logo is None:
        raise NotFound
    await session.refresh(logo, ["png"])
    return logo.png, logo.sha256


async def _found(session: AsyncSession, organisation_id: UUID) -> OrganisationLogo | None:
    merged = select(OrganisationChange.other_id).where(
        OrganisationChange.organisation_id == organisation_id, OrganisationChange.other_id.is_not(None)
    )
    found: OrganisationLogo | None = await session.scalar(
        select(OrganisationLogo)
        .where((OrganisationLogo.organisation_id == organisation_id) | OrganisationLogo.organisation_id.in_(merged))
        .order_by((OrganisationLogo.organisation_id == organisation_id).desc(), OrganisationLogo.id.desc())
        .limit(1)
    )
    return found


async def _drawn(picture: bytes, problems: dict[str, str]) -> bytes | None:
    try:
        return await asyncio.to_thread(clean_logo, picture)
    except Invalid as invalid:
        problems |= invalid.problems
        return None
