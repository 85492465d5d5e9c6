"""The last mail to somebody: that their details were erased. Its recipient is forgotten once it is sent."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.erasure.models import DETAILS_REMOVED, Erasure, Ground
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, reading
from campaigns.languages.moments import calendar_day, date_in_words
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message


async def details_removed(session: AsyncSession, message: Message, _composing: Composing) -> Mail | None:
    """What was erased and what stays, in the language that the person read. There is no name in it any more."""
    erasure = await session.scalar(select(Erasure).where(Erasure.id == message.subject_id))
    if erasure is None:
        return None
    coalition = await session.get_one(Coalition, erasure.coalition_id)
    with reading(Locale(erasure.locale or Locale.ENGLISH)):
        return Mail(
            from_name=gettext("{coalition} secretariat", coalition=coalition.name),
            reply_to=coalition.contact_email,
            postal_address=coalition.postal_address,
            accent_colour=coalition.accent_colour,
            context={
                "coalition": coalition.name,
                "contact_email": coalition.contact_email,
                "asked": erasure.ground is not Ground.NOT_NEEDED,
                "received": calendar_day(erasure.received_on),
                "done": date_in_words(erasure.at, coalition.zone),
                "signed": bool(erasure.counts.get("signed") or erasure.counts.get("authorised")),
                "individual": bool(erasure.counts.get("individuals")),
                "editions": bool(erasure.counts.get("editions")),
            },
        )


COMPOSERS: Mapping[str, Composer] = {DETAILS_REMOVED: details_removed}
