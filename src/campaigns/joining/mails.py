"""What the mails about joining say: to whoever asked, and to the secretariat that an enquiry has come."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.joining.actions import CHECK, RECEIVED, TURNED_DOWN, WELCOME
from campaigns.joining.lifecycle import CONFIRM_WITHIN, WAITING, EnquiryState
from campaigns.joining.models import Enquiry
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import calendar_day, in_words
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation
from campaigns.tokens import Purpose


async def check(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """The link that proves the address; or, where the same was asked before, that it is known already.

    Nothing that was typed stands in the first of the two: nobody sends their own words to somebody else's address.
    """
    enquiry, coalition = await _rows(session, message)
    if enquiry is None or enquiry.state not in WAITING:
        return None
    known = enquiry.confirmed_at is not None
    until = enquiry.asked_at + CONFIRM_WITHIN
    if not known and until <= composing.now:
        return None
    return _mail(
        coalition,
        enquiry,
        known=known,
        asked=in_words(enquiry.asked_at, coalition.zone),
        link=composing.link(Purpose.JOINING, enquiry.id, 0, "/j/{token}"),
        until=in_words(until, coalition.zone),
    )


async def received(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat of an enquiry whose address is confirmed. Not sent once it is decided."""
    enquiry, coalition = await _rows(session, message)
    if enquiry is None or enquiry.state not in WAITING:
        return None
    return _mail(
        coalition,
        enquiry,
        recipient=message.recipient_name,
        facts_told=[
            (label, text)
            for label, text in (
                (gettext("Organisation"), enquiry.name),
                (gettext("Website"), enquiry.website),
                (gettext("Asked by"), f"{enquiry.contact_name}, {enquiry.contact_role}"),
                (gettext("Address"), enquiry.email),
            )
            if text
        ],
        about=enquiry.about,
        why=enquiry.why,
        link=composing.address(f"/secretariat/{coalition.slug}/organisations/enquiries"),
    )


async def welcome(session: AsyncSession, message: Message, _composing: Composing) -> Mail | None:
    """Welcome a new member. Not sent where the decision was undone before it went out."""
    enquiry, coalition = await _rows(session, message)
    if enquiry is None or enquiry.state is not EnquiryState.ACCEPTED:
        return None
    organisation = await session.scalar(select(Organisation).where(Organisation.id == enquiry.organisation_id))
    if organisation is None or not organisation.is_member:
        return None
    since = organisation.member_from
    return _mail(
        coalition,
        enquiry,
        member=organisation.display_name,
        since=calendar_day(since) if since else "",
        words=enquiry.words,
    )


async def turned_down(session: AsyncSession, message: Message, _composing: Composing) -> Mail | None:
    """Tell whoever asked that the organisation was not accepted, in the secretariat's words."""
    enquiry, coalition = await _rows(session, message)
    if enquiry is None or enquiry.state is not EnquiryState.NOT_ACCEPTED:
        return None
    return _mail(coalition, enquiry, words=enquiry.words)


async def _rows(session: AsyncSession, message: Message) -> tuple[Enquiry | None, Coalition]:
    coalition = await session.get_one(Coalition, message.coalition_id)
    return await session.scalar(select(Enquiry).where(Enquiry.id == message.subject_id)), coalition


def _mail(coalition: Coalition, enquiry: Enquiry, **context: Any) -> Mail:
    return Mail(
        from_name=gettext("{coalition} secretariat", coalition=coalition.name),
        reply_to=coalition.contact_email,
        postal_address=coalition.postal_address,
        accent_colour=coalition.accent_colour,
        context={
            "coalition": coalition.name,
            "contact_email": coalition.contact_email,
            "organisation": enquiry.name,
            "name": enquiry.contact_name,
            **context,
        },
    )


COMPOSERS: Mapping[str, Composer] = {CHECK: check, RECEIVED: received, WELCOME: welcome, TURNED_DOWN: turned_down}
