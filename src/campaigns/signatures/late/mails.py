"""What the mails about late requests say, written at the moment each is sent."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.signatures import notices
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.late.queries import last_step, late_by_in_words
from campaigns.signatures.mails import signature_mail


async def answered(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the signer that their late signature was taken and which list it joins, or why it was not (E15)."""
    request = await session.scalar(select(LateRequest).where(LateRequest.id == message.subject_id))
    if request is None or request.state not in (LateState.TAKEN, LateState.REFUSED):
        return None
    mail = await signature_mail(session, message, composing, request.signature_id)
    step = await last_step(session, request.id)
    if mail is None or step is None:
        return None
    told = {"late_by": late_by_in_words(request.late_by), "refusal": step.reason}
    return msgspec.structs.replace(mail, context={**mail.context, **told})


COMPOSERS: dict[str, Composer] = {
    notices.LATE_TAKEN: answered,
    notices.LATE_REFUSED: answered,
}
