"""What the secretariat does about a signature that may be wrong: list it again, or remove it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.signatures.lifecycle import SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import tell_accepted, tell_removed
from campaigns.signatures.steps import hold, take


class RemovalReason(StrEnum):
    """Why the secretariat removes a signature that was accepted."""

    NOT_AUTHORISED = "not_authorised"
    IMPOSTOR = "impostor"
    DUPLICATE = "duplicate"
    INELIGIBLE = "ineligible"
    ERROR = "error"
    SAFETY = "safety"
    DATA_REQUEST = "data_request"


#: Stored in English, with the details; to be given to `gettext` where one is chosen.
REMOVAL_WORDS: dict[RemovalReason, str] = {
    RemovalReason.NOT_AUTHORISED: gettext_noop("The person could not sign for the organisation"),
    RemovalReason.IMPOSTOR: gettext_noop("Somebody pretended to be the organisation"),
    RemovalReason.DUPLICATE: gettext_noop("The organisation is listed twice"),
    RemovalReason.INELIGIBLE: gettext_noop("The letter is not open to this organisation"),
    RemovalReason.ERROR: gettext_noop("It was listed by mistake"),
    RemovalReason.SAFETY: gettext_noop("Being listed puts somebody at risk"),
    RemovalReason.DATA_REQUEST: gettext_noop("Somebody asked for their data to be erased"),
}


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a signature is removed. The signer and the organisation's contacts read both."""

    reason: RemovalReason | None
    details: str = ""


async def reinstate(
    session: AsyncSession, signature_id: UUID, check: str, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """List a suspended signature again, with how it was found to be right. Its people are told once more.

    Raises `Invalid` (field `check`), `NotAllowedNow`, `Conflict`.
    """
    if not check.strip():
        raise Invalid({"check": gettext("Say how you found out that the signature is right.")})
    held = await hold(session, signature_id, row_version)
    held.signature.review_note = check.strip()
    take(session, held, SignatureStep.REINSTATE, held.facts(now, check_recorded=True), by, reason=check.strip())
    await session.flush()
    await tell_accepted(session, held.signature, now, key=f"{now:%Y-%m-%dT%H:%M:%S}")
    return held.signature


async def remove(
    session: AsyncSession, signature_id: UUID, removal: Removal, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """Remove a signature for a reason that its people are told.

    Raises `Invalid` (field `reason`), `NotAllowedNow`, `Conflict`.
    """
    if removal.reason is None:
        raise Invalid({"reason": gettext("Say why the signature is removed.")})
    held = await hold(session, signature_id, row_version)
    words = ". ".join(filter(None, (REMOVAL_WORDS[removal.reason], removal.details.strip())))
    held.signature.review_note = words
    take(session, held, SignatureStep.REMOVE, held.facts(now, removal_explained=True), by, reason=words)
    await session.flush()
    await tell_removed(session, held.signature, now)
    return held.signature
