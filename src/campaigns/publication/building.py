"""Building an edition from data: who signed, in computed order, with a computed count; and then its files."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.coalitions.models import Coalition
from campaigns.errors import NotFound
from campaigns.letters.actions import newest_version
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Attribution, Letter, Version
from campaigns.organisations.members.queries import in_member_order
from campaigns.organisations.models import Organisation
from campaigns.publication.content import EditionContent, Entry, Individual, Publisher
from campaigns.publication.individuals import ListedIndividual, listed_individuals, write_individuals
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionEntry, EditionIndividual
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signatory, Signature


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A row that an edition would have, before it has a place."""

    signature_id: UUID | None
    display_name: str
    sort_name: str
    organisations: list[str]
    as_group: bool = False
    person_name: str = ""
    person_title: str = ""
    signed_in_edition: int


async def build_candidate(session: AsyncSession, letter: Letter, public_url: str, now: datetime) -> Edition:
    """Write the next edition of a letter, whose row is locked: its text, its list in order, its count. Files come later."""
    version = await newest_version(session, letter)
    # A discarded edition was never public, so its number is free: the first one that is published is edition 1.
    last = await session.scalar(
        select(func.max(Edition.number)).where(Edition.letter_id == letter.id, Edition.state != EditionState.DISCARDED)
    )
    number = (last or 0) + 1
    listed = await _listed(session, letter, version, number)
    individuals = await listed_individuals(session, letter, version, number)
    content = await _content(session, letter, version, public_url, number, now)
    # The edition bears the letter's address, so that stays from now on.
    letter.address_fixed_at = letter.address_fixed_at or now
    return await write_candidate(session, letter, version.id, content, listed, individuals)


async def write_candidate(
    session: AsyncSession,
    letter: Letter,
    version_id: UUID,
    content: EditionContent,
    listed: list[Listed],
    individuals: list[ListedIndividual],
) -> Edition:
    """An edition with these two lists, which are in order, and what can be counted in each."""
    organisations = sum(len(row.organisations) for row in listed)
    counted = msgspec.structs.replace(content, organisation_count=organisations, individual_count=len(individuals))
    edition = Edition(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        version_id=version_id,
        number=content.edition,
        state=EditionState.CANDIDATE,
        as_at=content.as_at,
        organisation_count=organisations,
        row_count=len(listed),
        individual_count=len(individuals),
        content=msgspec.to_builtins(counted),
        file_warnings=[],
        build_attempts=0,
        build_problem="",
    )
    session.add(edition)
    await session.flush()
    if listed:
        await session.execute(
            insert(EditionEntry),
            [
                {
                    "coalition_id": letter.coalition_id,
                    "edition_id": edition.id,
                    "position": position,
                    **msgspec.structs.asdict(row),
                }
                for position, row in enumerate(listed, start=1)
            ],
        )
    await write_individuals(session, edition, individuals)
    return edition


async def draft_content(session: AsyncSession, letter_id: UUID, public_url: str, now: datetime) -> EditionContent:
    """What an edition of a letter's newest version would say, locked or not, without a list. Nothing is written."""
    letter = await session.scalar(select(Letter).where(Letter.id == letter_id))
    if letter is None:
        raise NotFound
    return await _content(session, letter, await newest_version(session, letter), public_url, 1, now)


async def version_content(session: AsyncSession, version_id: UUID, public_url: str, at: datetime) -> EditionContent:
    """What an edition of one version would say, without a list, dated to the day it was locked, or else `at`.

    Nothing is written. Raises `NotFound`.
    """
    found = await session.execute(
        select(Letter, Version).join(Version, Version.letter_id == Letter.id).where(Version.id == version_id)
    )
    row = found.first()
    if row is None:
        raise NotFound
    letter, version = row
    return await _content(session, letter, version, public_url, 1, version.locked_at or at)


async def whole_content(session: AsyncSession, edition: Edition) -> EditionContent:
    """Everything an edition says, its rows included, as it was built."""
    entries = await session.scalars(
        select(EditionEntry).where(EditionEntry.edition_id == edition.id).order_by(EditionEntry.position)
    )
    people = await session.scalars(
        select(EditionIndividual).where(EditionIndividual.edition_id == edition.id).order_by(EditionIndividual.position)
    )
    content = msgspec.convert(edition.content, EditionContent)
    return msgspec.structs.replace(
        content,
        individuals=[
            Individual(**{name: getattr(person, name) for name in Individual.__struct_fields__}) for person in people
        ],
        entries=[
            Entry(
                display_name=entry.display_name,
                sort_name=entry.sort_name,
                organisations=entry.organisations,
                as_group=entry.as_group,
                person_name=entry.person_name,
                person_title=entry.person_title,
                signed_in_edition=entry.signed_in_edition,
            )
            for entry in entries
        ],
    )


async def _listed(session: AsyncSession, letter: Letter, version: Version, number: int) -> list[Listed]:
    if letter.attribution is Attribution.COALITION:
        members = await session.scalars(select(Organisation).where(Organisation.is_member).order_by(*in_member_order()))
        return [
            Listed(
                signature_id=None,
                display_name=member.display_name,
                sort_name=member.sort_name,
                organisations=[member.display_name],
                signed_in_edition=number,
            )
            for member in members
        ]
    # An organisation whose row was superseded by another of its own is on the list since the first of them.
    before = aliased(Signature)
    stands_for = func.coalesce(before.superseded_by_id, EditionEntry.signature_id)
    first_listed = (
        select(stands_for.label("signature_id"), func.min(EditionEntry.signed_in_edition).label("number"))
        .join(Edition, Edition.id == EditionEntry.edition_id)
        .join(before, before.id == EditionEntry.signature_id)
        .where(
            Edition.letter_id == letter.id,
            Edition.state.in_([EditionState.CURRENT, EditionState.SUPERSEDED]),
        )
        .group_by(stands_for)
        .subquery()
    )
    names = (
        select(Signatory.signature_id, func.array_agg(aggregate_order_by(Signatory.name, Signatory.position)).label("names"))
        .where(Signatory.letter_id == letter.id)
        .group_by(Signatory.signature_id)
        .subquery()
    )
    found = await session.execute(
        select(Signature, names.c.names, func.coalesce(first_listed.c.number, number))
        .join(names, names.c.signature_id == Signature.id)
        .outerjoin(first_listed, first_listed.c.signature_id == Signature.id)
        .where(
            Signature.letter_id == letter.id,
            Signature.state == SignatureState.ACCEPTED,
            Signature.version_id == version.id,
        )
        .order_by(Signature.sort_key, Signature.id)
    )
    return [
        Listed(
            signature_id=signature.id,
            display_name=signature.display_name,
            sort_name=signature.sort_name,
            organisations=organisations,
            as_group=signature.as_group,
            person_name=signature.signer_name if signature.show_person else "",
            person_title=signature.signer_title if signature.show_person else "",
            signed_in_edition=first,
        )
        for signature, organisations, first in found
    ]


async def _content(
    session: AsyncSession, letter: Letter, version: Version, public_url: str, number: int, now: datetime
) -> EditionContent:
    found = await session.execute(select(Coalition, Coalition.logo).where(Coalition.id == letter.coalition_id))
    coalition, logo = found.one()
    return EditionContent(
        publisher=Publisher(
            name=coalition.name,
            slug=coalition.slug,
            host_name=coalition.host_name,
            accent_colour=coalition.accent_colour,
            contact_name=coalition.contact_name,
            contact_email=coalition.contact_email,
            contact_phone=coalition.contact_phone,
            postal_address=coalition.postal_address,
            logo_alt=coalition.logo_alt if logo else "",
            logo=logo or b"",
        ),
        reference=letter.reference,
        slug=letter.slug,
        kind=letter.kind,
        attribution=letter.attribution,
        language=version.language,
        title=version.title,
        addressee_name=version.addressee_name,
        addressee_office=version.addressee_office,
        body=version.body,
        attestation=version.attestation,
        notes_to_editors=version.notes_to_editors,
        version=version.number,
        sha256=version.content_hash or "",
        edition=number,
        as_at=now,
        zone=letter.zone,
        rolling=letter.rolling and letter.signing is SigningState.OPEN,
        address=f"{public_url}/letters/{coalition.slug}/{letter.slug}",
        entries=[],
        organisation_count=0,
    )
