"""Somebody who has left an organisation can no longer speak for it, whatever address of ours they kept."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.invitations.models import InvitationLink
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.organisations.actions import end_contact
from campaigns.settings import Settings
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.mails import COMPOSERS
from tests.conftest import Clock
from tests.signatures.story import AMINA, JO, Story, Window, sign

JOS: dict[str, Any] = {
    "version": 1,
    "display_name": "Wensum Voluntary Action (WVA)",
    "signer_name": "Jo Pratt",
    "signer_title": "Policy officer",
    "signer_email": JO,
    "authority": "chief_executive",
}


async def leaves(story: Story, clock: Clock, email: str) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await end_contact(session, story.company.contacts[email].id, story.company.actor("Nia"), clock.now())


async def link_ends(story: Story, clock: Clock, email: str) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        link = await session.scalar(
            select(InvitationLink).where(InvitationLink.contact_id == story.company.contacts[email].id)
        )
        assert link is not None
        link.ended_at = clock.now()


@pytest.mark.parametrize("ends", [leaves, link_ends])
async def test_jo_signed_and_left_and_cannot_withdraw(
    client: httpx.AsyncClient, story: Story, clock: Clock, ends: Any
) -> None:
    signed = await client.post(f"/api/v1/invitations/{story.tokens[JO]}/signature", json=JOS)
    token = signed.json()["signature"]["reply_token"]
    assert (await client.get(f"/s/{token}")).status_code == 200

    await ends(story, clock, JO)

    assert (await client.get(f"/s/{token}")).status_code == 404
    assert (await client.post(f"/api/v1/replies/{token}/withdrawal", json={"reason": "x"})).status_code == 404
    assert (await story.newest()).state is SignatureState.ACCEPTED
    # Her colleague still can.
    window = await Window(client).open(f"{story.path(AMINA)}/withdraw")
    await window.press("Withdraw the signature")
    assert (await story.newest()).state is SignatureState.WITHDRAWN


async def test_no_mail_offers_a_link_that_opens_nothing(
    client: httpx.AsyncClient, story: Story, clock: Clock, settings: Settings
) -> None:
    await sign(Window(client), story.path(JO))
    await leaves(story, clock, JO)

    async with story.sessions() as session:
        hold_to(session, story.company.id)
        kinds = ("signature_accepted", "signature_notice")
        links = {}
        for message in await session.scalars(select(Message).where(Message.kind.in_(kinds))):
            mail = await COMPOSERS[message.kind](session, message, Composing(settings, story.keys, clock.now()))
            assert mail is not None
            links[message.recipient_email] = mail.context["link"]

    assert links[JO] == ""
    assert links[AMINA] == settings.public_url + story.path(AMINA)
