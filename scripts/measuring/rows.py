"""Thousands of organisations and signatures as their rows would be, written at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.letters.actions import newest_version
from campaigns.letters.models import Letter
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Route, Signatory, Signature

_PLACES = (
    "Harbour",
    "Mill Road",
    "Quayside",
    "Fenland",
    "Old Lock",
    "Ropewalk",
    "Saltmarsh",
    "Wensum",
    "Vale",
    "Otterbourne",
)
_KINDS = (
    "Community Trust",
    "Advice Centre",
    "Carers’ Circle",
    "Youth Forum",
    "Housing Action",
    "Women’s Aid",
    "Food Network",
)


async def add_organisations(session: AsyncSession, coalition_id: UUID, count: int, now: datetime) -> list[tuple[UUID, str]]:
    """So many organisations with one contact each: their ids and names, in the order in which they were made."""
    known = [
        (uuid4(), f"{_PLACES[number % len(_PLACES)]} {_KINDS[number // 10 % len(_KINDS)]} {number}")
        for number in range(count)
    ]
    await session.execute(
        insert(Organisation),
        [
            {
                "id": member,
                "coalition_id": coalition_id,
                "display_name": name,
                "name_key": matching_key(name),
                "sort_name": name,
                "sort_key": sort_key(name),
                "created_at": now,
                "row_version": 1,
            }
            for member, name in known
        ],
    )
    await session.execute(
        insert(Contact),
        [
            {
                "coalition_id": coalition_id,
                "organisation_id": member,
                "name": "Amina Cole",
                "role_title": "Chief executive",
                "email": f"amina@member{number}.example",
                "email_key": f"amina@member{number}.example",
            }
            for number, (member, _) in enumerate(known)
        ],
    )
    return known


async def add_signatures(session: AsyncSession, letter: Letter, members: Sequence[tuple[UUID, str]], now: datetime) -> None:
    """One signature of each of these organisations, accepted at once."""
    version = await newest_version(session, letter)
    signatures = [(uuid4(), member, name) for member, name in members]
    await session.execute(
        insert(Signature),
        [
            {
                "id": signature,
                "coalition_id": letter.coalition_id,
                "letter_id": letter.id,
                "version_id": version.id,
                "route": Route.INVITATION,
                "state": SignatureState.ACCEPTED,
                "number": number,
                "display_name": name,
                "sort_name": name,
                "sort_key": sort_key(name),
                "signer_name": "Amina Cole",
                "signer_title": "Chief executive",
                "signer_email": f"amina@member{number}.example",
                "signer_email_key": f"amina@member{number}.example",
                "show_person": number % 4 == 0,
                "authority": Authority.CHIEF_EXECUTIVE,
                "attested": "I may sign for this organisation.",
                "started_at": now,
                "submitted_at": now,
                "accepted_at": now,
                "row_version": 1,
            }
            for number, (signature, _, name) in enumerate(signatures, start=1)
        ],
    )
    await session.execute(
        insert(Signatory),
        [
            {
                "coalition_id": letter.coalition_id,
                "signature_id": signature,
                "letter_id": letter.id,
                "state": SignatureState.ACCEPTED,
                "position": 0,
                "name": name,
                "organisation_id": member,
            }
            for signature, member, name in signatures
        ],
    )
