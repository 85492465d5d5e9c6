"""Confirming the address that a signature was sent with, by the mailed link's button or by the code."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.errors import NotAllowedNow
from campaigns.languages.catalogues import gettext
from campaigns.signatures.address_checks import waits_in_vain, was_written_to
from campaigns.signatures.authority_requests import request_authority
from campaigns.signatures.code_tries import spend_try
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Signature
from campaigns.signatures.notices import ADDRESS_CHECK, tell_accepted
from campaigns.signatures.own_domain import proved_by_address
from campaigns.signatures.steps import hold, take
from campaigns.tokens import Keys, Purpose


async def confirm_address(session: AsyncSession, signature_id: UUID, by: Actor, now: datetime) -> Signature:
    """Record that the person reached the mailed page and pressed its button.

    Where somebody else has to authorise it, they are asked now. Else, through the organisation's own invitation and with an
    address where only that organisation gives any out, the signature counts at that moment; otherwise it is reviewed.

    Pressing it again, or after the signature was decided, changes nothing: the page shows the present state instead. Raises
    `NotAllowedNow` after the time to do it, also where the job that expires signatures is late.
    """
    held = await hold(session, signature_id)
    if held.signature.state is SignatureState.AWAITING_EMAIL:
        if waits_in_vain(held.signature, now):
            raise NotAllowedNow(
                gettext("The three days to confirm this address have passed, so the signature came to nothing.")
            )
        actor = Actor(ActorKind.LINK, held.signature.signer_name, by.id, by.request_id)
        asks = bool(held.signature.authoriser_email)
        proved = None if asks else await proved_by_address(session, held.signature)
        if asks:
            take(session, held, SignatureStep.CHECK_ADDRESS_FOR_AUTHORITY, held.facts(now), actor)
            await request_authority(session, held.signature, now)
        elif proved is None:
            take(session, held, SignatureStep.CHECK_ADDRESS, held.facts(now), actor)
            await session.flush()
        else:
            facts = held.facts(now, address_on_own_domain=True, group_known=proved.signs_as_group)
            take(session, held, SignatureStep.CHECK_OWN_ADDRESS, facts, actor)
            held.signature.accepted_at = now
            await session.flush()
            await tell_accepted(session, held.signature, now)
    return held.signature


async def code_is_right(session: AsyncSession, keys: Keys, signature_id: UUID, code: str) -> bool:
    """Spend a try at the code. After five wrong ones no code is right any more; the mailed link still works.

    The try is counted by one statement, so that no two requests share one. The letter is locked before the signature, as
    everywhere, because what follows a right code locks both. Tries are counted for good, and where no mail went to the
    address, there is no code to be right.
    """
    signature = (await hold(session, signature_id)).signature
    mailed = await was_written_to(session, ADDRESS_CHECK, signature.id, signature.signer_email_key)
    waits = Signature.state == SignatureState.AWAITING_EMAIL
    return await spend_try(session, keys, Purpose.ADDRESS_CHECK, Signature, signature_id, waits, code, mailed=mailed)


async def confirm_by_code(
    session: AsyncSession, keys: Keys, signature_id: UUID, code: str, by: Actor, now: datetime
) -> bool:
    """Confirm the address by its code; False for a wrong code, whose try is counted: keep the transaction.

    Where nothing waits for a code any more, because the link was faster, that is no wrong code. Raises `NotAllowedNow`.
    """
    if await code_is_right(session, keys, signature_id, code):
        await confirm_address(session, signature_id, by, now)
        return True
    return (await hold(session, signature_id)).signature.state is not SignatureState.AWAITING_EMAIL
