"""Ending a signature's own link that got out, and giving its signer another one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.invitations.replacing import checked_reason
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Recipient, send
from campaigns.signatures.address_checks import write_to_check
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import OWN_LINK
from campaigns.signatures.steps import hold, take


async def replace_own_link(
    session: AsyncSession, signature_id: UUID, reason: str, row_version: int | None, by: Actor, now: datetime
) -> Signature:
    """End the signature's own link, with the link and code that check its address, and mail the signer the new one.

    The signature stands as it did. The organisation's invitation is another link, and stays as it is. Raises `Invalid`
    (field `reason`), `NotFound`, `NotAllowedNow`, `Conflict`.
    """
    reason = checked_reason(reason)
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    take(session, held, SignatureStep.REPLACE_LINK, held.facts(now), by, reason=reason)
    signature.rotation += 1
    signature.wrong_codes = 0
    await session.flush()
    if signature.state is SignatureState.AWAITING_EMAIL:
        await write_to_check(session, signature, now)
        return signature
    await send(
        session,
        OWN_LINK,
        signature.id,
        to=Recipient(signature.signer_name, signature.signer_email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=signature.coalition_id,
        key=f"replaced {signature.rotation}",
    )
    return signature
