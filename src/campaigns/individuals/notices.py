"""Which mails a signature in a personal capacity sends, and to whom; the words are in `mails` and the templates."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import holders
from campaigns.coalitions.roles import Role
from campaigns.individuals.models import IndividualSignature
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send, send_many
from campaigns.signatures.mail_limits import held_back, may_be_written_to

CHECK = "individual_check"
ACCEPTED = "individual_accepted"
REJECTED = "individual_rejected"
REMOVED = "individual_removed"
WITHDRAWN = "individual_withdrawn"
LEFT = "individual_left"


async def write_to_check(session: AsyncSession, signature: IndividualSignature, now: datetime) -> None:
    """Mail the address that was typed a link and a code, unless enough were sent to it. The letter's row must be locked.

    No name goes with it: nobody knows yet whether the mailbox is the signer's, and it must not carry a stranger's words.
    """
    key, about = signature.email_key, IndividualSignature
    if not await may_be_written_to(session, CHECK, signature.letter_id, key, now, about):
        session.add(held_back(CHECK, signature, signature.email, now))
        return
    await send(
        session,
        CHECK,
        signature.id,
        to=Recipient("", signature.email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=signature.coalition_id,
        key=f"{now:%Y-%m-%dT%H:%M}",
    )


async def tell(session: AsyncSession, kind: str, signature: IndividualSignature, now: datetime) -> None:
    """Tell the person what became of their signature, at the address that they proved."""
    to = Recipient(signature.name, signature.email)
    await send(session, kind, signature.id, to=to, stream=Stream.NOTICE, now=now, coalition_id=signature.coalition_id)


async def tell_left(session: AsyncSession, signature: IndividualSignature, now: datetime) -> None:
    """Tell the secretariat that somebody who was accepted has withdrawn, since files that name them are made anew by it."""
    outgoing = [
        Outgoing(LEFT, signature.id, Recipient(one.name, one.email), Stream.NOTICE)
        for one in await holders(session)
        if one.role is Role.SECRETARIAT
    ]
    await send_many(session, outgoing, now=now, coalition_id=signature.coalition_id)
