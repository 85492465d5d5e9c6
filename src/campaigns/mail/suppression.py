"""Addresses that are not written to: asked when mail is queued, and again when it is sent."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, SQLColumnExpression, Text, any_, cast, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.database import unscoped
from campaigns.languages.catalogues import gettext_noop
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message, Stream, Suppression, SuppressionReason

#: Which mail stops. Whoever takes no more invitations still hears of a signature that was made for their organisation; a
#: mailbox that does not exist is sent nothing at all.
STOPS: dict[SuppressionReason, Stream | None] = {
    SuppressionReason.UNSUBSCRIBED: Stream.INVITATION,
    SuppressionReason.COMPLAINED: Stream.INVITATION,
    SuppressionReason.BOUNCED: None,
}
WORDS: dict[SuppressionReason, str] = {
    SuppressionReason.UNSUBSCRIBED: gettext_noop("wants no invitations"),
    SuppressionReason.BOUNCED: gettext_noop("mail to this address comes back"),
    SuppressionReason.COMPLAINED: gettext_noop("reported an invitation as unwanted"),
}


#: Before the hash of an address whose holder's details were erased, in `Suppression.email_key`.
ERASED = "sha256:"


def erased_key(coalition_id: UUID, email_key: str) -> str:
    """What a suppression has in place of an address that was erased, so that whoever brings it back finds it stopped.

    Without the server's secret, because a query asks it of every address of a list (`erased_key_of`).
    """
    return ERASED + sha256(f"{coalition_id} {email_key}".encode()).hexdigest()


def erased_key_of(email_key: SQLColumnExpression[str], coalition_id: SQLColumnExpression[UUID]) -> ColumnElement[str]:
    """SQL for `erased_key` of the address in a row."""
    text = func.convert_to(func.concat(cast(coalition_id, Text), " ", email_key), "UTF8")
    return literal(ERASED).concat(func.encode(func.sha256(text), "hex"))


def stands_for(stream: Stream) -> ColumnElement[bool]:
    """SQL for a suppression that stops this stream now."""
    return Suppression.lifted_at.is_(None) & or_(Suppression.stream.is_(None), Suppression.stream == stream)


def stopped(
    email_key: SQLColumnExpression[str], coalition_id: SQLColumnExpression[UUID], stream: Stream
) -> ColumnElement[bool]:
    """SQL that is true where the address in a row gets nothing of this stream from the coalition of that row."""
    return (
        select(Suppression.id)
        .where(
            Suppression.email_key.in_([email_key, erased_key_of(email_key, coalition_id)]),
            Suppression.coalition_id == coalition_id,
            stands_for(stream),
        )
        .correlate_except(Suppression)
        .exists()
    )


async def suppressed(
    session: AsyncSession, coalition_id: UUID, email_keys: Collection[str], stream: Stream
) -> dict[str, SuppressionReason]:
    """Those of these addresses (by `match_key`) that get nothing of this stream from this coalition, each with why."""
    # One array, since a statement takes 32,767 values and a letter may go to more addresses.
    own_keys = {erased_key(coalition_id, key): key for key in email_keys} | {key: key for key in email_keys}
    keys = literal(sorted(own_keys), ARRAY(Text))
    found = await session.execute(
        select(Suppression.email_key, Suppression.reason)
        .where(Suppression.coalition_id == coalition_id, Suppression.email_key == any_(keys), stands_for(stream))
        .order_by(Suppression.id.desc())
        .execution_options(**unscoped("the coalition is asked for by name; jobs ask too"))
    )
    return {own_keys[row.email_key]: row.reason for row in found}


async def suppress(
    session: AsyncSession, message: Message, reason: SuppressionReason, now: datetime, detail: str = ""
) -> None:
    """Write no more to the recipient of a message, for this coalition and what `STOPS` says. Again changes nothing.

    Mail that belongs to no coalition, such as a sign-in link, suppresses nothing, nor does mail whose address was erased.
    """
    if message.coalition_id is None or not message.recipient_email:
        return
    await session.execute(
        insert(Suppression)
        .values(
            coalition_id=message.coalition_id,
            email=message.recipient_email,
            email_key=match_key(message.recipient_email),
            stream=STOPS[reason],
            reason=reason,
            detail=detail,
            message_id=message.id,
            created_at=now,
            lifted_by="",
            lift_reason="",
        )
        .on_conflict_do_nothing(
            index_elements=[Suppression.coalition_id, Suppression.email_key, Suppression.reason],
            index_where=Suppression.lifted_at.is_(None),
        )
    )


async def take_back(
    session: AsyncSession,
    coalition_id: UUID,
    email_key: str,
    reasons: Collection[SuppressionReason],
    now: datetime,
    by: str,
    why: str,
) -> bool:
    """Lift the standing suppressions of an address for these reasons, and say whether there was any."""
    lifted = await session.scalars(
        update(Suppression)
        .where(
            Suppression.coalition_id == coalition_id,
            Suppression.email_key.in_([email_key, erased_key(coalition_id, email_key)]),
            Suppression.reason.in_(sorted(reasons)),
            Suppression.lifted_at.is_(None),
        )
        .values(lifted_at=now, lifted_by=by, lift_reason=why)
        .returning(Suppression.id)
        .execution_options(synchronize_session=False)
    )
    return bool(lifted.all())
