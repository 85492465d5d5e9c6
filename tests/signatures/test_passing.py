"""Passing the invitation on to a colleague: a link of their own, no answer, and no more trust than a typed address has."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from campaigns.database import hold_to
from campaigns.errors import Conflict
from campaigns.invitations.models import InvitationLink, PassedOn
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Stream, Suppression, SuppressionReason
from campaigns.organisations.models import Contact
from campaigns.reminders.queries import recipients
from campaigns.responses.deadline import extend
from campaigns.responses.organisation import OrganisationResponse, response_of
from campaigns.responses.passed_on import confirm, end_link
from campaigns.responses.table import board_csv
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.passing import MOST
from campaigns.tokens import Purpose
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, INFO, JO, Story, Window, sign

SAM = "sam@wensum.example"
OUTSIDE = "sam.private@post.example"


async def passes(client: httpx.AsyncClient, story: Story, email: str = SAM, by: str = AMINA, **fields: str) -> Window:
    window = await Window(client).open(f"{story.path(by)}/pass-on")
    return await window.press("Pass it on", {"name": "Sam Reed", "email": email, **fields})


async def newest_path(story: Story) -> str:
    """Where the colleague's own link leads."""
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        link = await session.scalar(
            select(InvitationLink)
            .join(PassedOn, PassedOn.link_id == InvitationLink.id)
            .order_by(PassedOn.id.desc())
            .limit(1)
        )
        assert link is not None
        return f"/r/{story.keys.token(Purpose.INVITATION, link.id, link.rotation)}"


async def response(story: Story) -> OrganisationResponse:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        letter = await letter_of_id(session, story.letter_id)
        return await response_of(session, letter, story.company.organisations[cast.WENSUM].id)


async def reminded(story: Story, clock: Clock) -> list[str]:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        found = await recipients(session, story.letter_id, "Europe/London", clock.now())
        return [one.email for one in found if one.organisation == cast.WENSUM]


async def test_a_colleague_gets_a_link_of_their_own_and_the_secretariat_sees_who_passed_it_on(
    client: httpx.AsyncClient, story: Story
) -> None:
    window = await passes(client, story, words="You know the figures.")

    assert (window.status, "You passed this on to Sam Reed" in window.text) == (200, True)
    assert await story.mailed("passed_on") == [SAM]
    theirs = await Window(client).open(await newest_path(story))
    assert theirs.heading == "Will Wensum Voluntary Action (WVA) sign?"
    [told] = (seen := await response(story)).passed_on
    assert (told.by, told.name, told.email, told.words) == ("Amina Cole", "Sam Reed", SAM, "You know the figures.")
    # It is no answer, and nobody became a contact by it.
    assert (seen.row.response, seen.row.passed_to, seen.row.passed_by) == ("no_reply", "Sam Reed", "Amina Cole")
    assert "".join(board_csv([seen.row], "Europe/London")).endswith(",Sam Reed,Amina Cole,member,\r\n")
    assert SAM not in {contact.email for contact in seen.contacts}
    assert (await Window(client).open(story.path(AMINA))).heading == "Will Wensum Voluntary Action (WVA) sign?"


@pytest.mark.parametrize(("domains", "ends"), [("wensum.example", "accepted"), ("", "awaiting_review")])
async def test_their_signature_is_checked_and_counts_only_from_the_organisations_own_domain(
    client: httpx.AsyncClient, story: Story, domains: str, ends: str
) -> None:
    await story.change_organisation(cast.WENSUM, mail_domains=domains)
    await passes(client, story)

    window = await sign(Window(client), await newest_path(story), signer_title="Officer")

    assert window.heading == "Check your email"
    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL
    await window.press("Continue", code=await story.code())
    assert (await story.newest()).state == ends


async def test_the_address_of_a_known_contact_typed_by_a_colleague_proves_nothing(
    client: httpx.AsyncClient, story: Story
) -> None:
    await passes(client, story, OUTSIDE)

    await sign(Window(client), await newest_path(story), signer_email=JO, signer_title="Officer")

    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL
    assert await story.mailed("address_check") == [JO]


async def test_the_colleague_is_reminded_and_not_who_passed_it_on(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await passes(client, story)
    clock.advance(hours=4)
    assert sorted(await reminded(story, clock)) == sorted([INFO, JO, SAM])

    window = await Window(client).open(f"{story.path(AMINA)}/pass-on")
    await window.press("Take it back from Sam Reed")

    assert sorted(await reminded(story, clock)) == sorted([AMINA, INFO, JO])


async def test_taken_back_their_link_opens_nothing_unless_they_have_answered(
    client: httpx.AsyncClient, story: Story
) -> None:
    await passes(client, story)
    path = await newest_path(story)
    window = await Window(client).open(f"{story.path(AMINA)}/pass-on")
    await window.press("Take it back from Sam Reed")
    assert "It was taken back" in window.text
    assert (await client.get(path)).status_code == 404

    # Named again, they get a new link, and answer by it.
    await passes(client, story)
    theirs = await Window(client).open(f"{await newest_path(story)}/decline")
    await theirs.press("Send this answer", reasons=["risk"], person_name="Sam Reed")
    await window.open(f"{story.path(AMINA)}/pass-on")
    assert "They have answered." in window.text
    assert "Take it back" not in window.text
    assert (await response(story)).row.response == "declined"


async def test_only_who_passed_it_on_takes_it_back_and_only_they_see_the_address(
    client: httpx.AsyncClient, story: Story
) -> None:
    await passes(client, story)
    [told] = (await response(story)).passed_on

    window = await Window(client).open(f"{story.path(JO)}/pass-on")
    assert "Amina Cole passed this on to Sam Reed" in window.text
    assert SAM not in window.text
    path, data = window.form("Pass it on", {})
    answer = await client.post(f"{path}/{told.id}/take-back", data={"csrf_token": data["csrf_token"]})
    assert answer.status_code == 404


async def test_nobody_sends_mail_without_end(client: httpx.AsyncClient, story: Story) -> None:
    for number in range(MOST):
        await passes(client, story, f"one{number}@post.example", by=(AMINA, JO)[number % 2])
    window = await Window(client).open(f"{story.path(AMINA)}/pass-on")
    assert f"It was passed on {MOST} times" in window.text

    answer = await client.post(
        f"/api/v1/invitations/{story.tokens[JO]}/passed-on", json={"name": "Six", "email": "six@post.example"}
    )

    assert answer.status_code == 429
    assert len(await story.mailed("passed_on")) == MOST


async def test_one_address_is_named_as_often_as_it_may_be_written_to(client: httpx.AsyncClient, story: Story) -> None:
    for _ in range(3):
        window = await passes(client, story)
        await window.press("Take it back from Sam Reed")
    window = await passes(client, story)
    assert (window.status, "written to often enough today" in window.text) == (429, True)
    assert window.value("name") == "Sam Reed"
    assert len(await story.mailed("passed_on")) == 3


async def test_what_is_typed_wrong_is_said_and_kept(client: httpx.AsyncClient, story: Story) -> None:
    window = await passes(client, story, "sam at wensum", name="", words="See https://x.example now")
    assert window.status == 422
    assert len(window.errors) == 3
    assert window.value("words") == "See https://x.example now"

    window = await passes(client, story, JO)
    assert window.errors == ["This address has the invitation already."]
    await passes(client, story)
    assert (await passes(client, story)).errors == ["This address has the invitation already."]
    assert await story.mailed("passed_on") == [SAM]


async def test_a_colleague_does_not_pass_it_on_further(client: httpx.AsyncClient, story: Story) -> None:
    await passes(client, story)
    window = await Window(client).open(f"{await newest_path(story)}/pass-on")
    assert "A colleague passed this to you." in window.text

    token = (await newest_path(story)).removeprefix("/r/")
    answer = await client.post(f"/api/v1/invitations/{token}/passed-on", json={"name": "Y", "email": "y@post.example"})

    assert answer.status_code == 409
    assert await story.mailed("passed_on") == [SAM]


async def test_who_wants_no_invitations_gets_none_and_who_passed_it_on_is_told(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        session.add(
            Suppression(
                coalition_id=story.company.id,
                email=SAM,
                email_key=SAM,
                stream=Stream.INVITATION,
                reason=SuppressionReason.UNSUBSCRIBED,
                detail="",
                created_at=clock.now(),
            )
        )

    window = await passes(client, story)

    assert "No mail went out" in window.text
    # Whoever passed it on is still the one to remind.
    clock.advance(hours=4)
    assert sorted(await reminded(story, clock)) == sorted([AMINA, INFO, JO])


async def test_the_secretariat_makes_them_a_contact_whose_word_counts_from_then_on(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await passes(client, story)
    [told] = (await response(story)).passed_on
    organisation_id = story.company.organisations[cast.WENSUM].id
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        nia = story.company.actor("Nia")
        for _ in range(2):
            await confirm(session, story.letter_id, organisation_id, told.id, nia, clock.now())
        with pytest.raises(Conflict):
            await end_link(session, story.letter_id, organisation_id, told.id, nia, clock.now())

    window = await sign(Window(client), await newest_path(story), signer_title="Officer")

    assert window.heading == "Wensum Voluntary Action (WVA) has signed"
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        contact = await session.scalar(select(Contact).where(Contact.email_key == SAM))
        assert contact is not None
        assert contact.gets_notices


async def test_the_secretariat_ends_the_link(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await passes(client, story)
    [told] = (await response(story)).passed_on
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        organisation_id = story.company.organisations[cast.WENSUM].id
        await end_link(session, story.letter_id, organisation_id, told.id, story.company.actor("Nia"), clock.now())

    assert (await client.get(await newest_path(story))).status_code == 404
    window = await Window(client).open(f"{story.path(AMINA)}/pass-on")
    assert "It was taken back" in window.text


async def test_when_the_deadline_moves_the_colleague_hears_too(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await passes(client, story)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        to = clock.now() + timedelta(days=9)
        await extend(session, story.letter_id, to, "Europe/London", "Later", None, story.company.actor("Nia"), clock.now())

    told = await story.mailed("deadline_changed")
    assert sorted(told) == sorted([*story.tokens, SAM])


async def test_after_a_signature_or_the_deadline_it_is_not_passed_on(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await Window(client).open(f"{story.path(AMINA)}/pass-on")
    other = await Window(client).open(f"{story.path(BEN)}/pass-on")
    await sign(Window(client), story.path(JO))
    await window.press("Pass it on", {"name": "Sam Reed", "email": SAM})
    assert (window.status, "has signed this letter already" in window.text) == (409, True)
    clock.advance(days=9)
    await other.press("Pass it on", {"name": "Sam Reed", "email": SAM})
    assert (other.status, "Signing has closed" in other.text) == (409, True)
    assert await story.mailed("passed_on") == []


async def test_what_was_passed_on_is_never_rewritten(client: httpx.AsyncClient, story: Story) -> None:
    await passes(client, story)
    async with story.sessions() as session:
        with pytest.raises((IntegrityError, StatementError)):
            await session.execute(text("UPDATE passed_on SET email = 'x@x.example'"))


async def test_the_same_by_json(client: httpx.AsyncClient, story: Story) -> None:
    path = f"/api/v1/invitations/{story.tokens[AMINA]}/passed-on"
    made = await client.post(path, json={"name": "Sam Reed", "email": SAM})
    [one] = made.json()
    assert (made.status_code, one["own"], one["email"], one["answered"]) == (201, True, SAM, False)
    [seen] = (await client.get(f"/api/v1/invitations/{story.tokens[JO]}/passed-on")).json()
    assert (seen["own"], seen["email"], seen["by"]) == (False, "", "Amina Cole")
    [back] = (await client.post(f"{path}/{one['id']}/withdrawal")).json()
    assert re.match(r"2026-", back["taken_back_at"])
