"""A cascade link: what whoever opens it can do, and that its cap and its pause hold at the last button."""

import asyncio
from collections import Counter
from datetime import datetime

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from campaigns.cascades import actions
from campaigns.cascades.queries import bodies_without_link, cascade
from campaigns.duplicates.merging import merge
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.mail.models import Message, SuppressionReason
from campaigns.mail.suppression import suppress
from campaigns.organisations.models import Contact, Organisation
from campaigns.review.actions import reject
from campaigns.signatures.answers import AuthoriserAnswer
from campaigns.signatures.authorising import Authorisation, authorise, open_request
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Route, Signature
from campaigns.tokens import Purpose
from tests import cast
from tests.cascades.sharing import INBOX, PAT, QUAY, Sharing, begin_sharing
from tests.conftest import Clock
from tests.signatures.story import Story, Window

KITS = {
    "version": 1,
    "display_name": "Otter Friends",
    "signer_name": "Kit Moss",
    "signer_title": "Chair",
    "signer_email": "kit@otter.example",
    "authority": "chief_executive",
}


@pytest.fixture
async def sharing(story: Story, now: datetime) -> Sharing:
    return await begin_sharing(story, now)


async def fill_in(window: Window, path: str, name: str = "Otter Friends") -> Window:
    """From the shared letter to the page with the last button."""
    await window.open(path)
    await window.press("Start now")
    await window.press("Continue", display_name=name)
    if window.path.endswith("/name"):
        await window.press("Continue")
    await window.press("Continue", signer_name="Kit Moss", signer_title="Chair", signer_email="kit@otter.example")
    return await window.press("Continue", authority="chief_executive")


async def test_opening_the_link_shows_the_letter_and_who_shared_it(
    client: httpx.AsyncClient, sharing: Sharing, story: Story
) -> None:
    before = await story.everything()
    window = await Window(client).open(sharing.path)
    assert window.heading == "Sign this open letter"
    assert f"Shared with you by {QUAY}" in window.text
    assert "Fund insulation for every rented home" in window.text
    assert (await client.head(sharing.path)).status_code == 200
    assert await story.everything() == before
    assert (await client.get(sharing.path[:-2] + "AA")).status_code == 404
    assert len("https://forty-two-characters-for-the-site.org" + sharing.path) < 100


async def test_what_comes_by_it_is_checked_credited_and_never_counts_unseen(
    client: httpx.AsyncClient, sharing: Sharing, story: Story
) -> None:
    window = await fill_in(Window(client), sharing.path)
    await window.press("Sign the letter for")

    signature = await story.newest()
    assert (signature.route, signature.cascade_link_id) == (Route.CASCADE, sharing.link_id)
    assert signature.state is SignatureState.AWAITING_EMAIL

    await window.open(await story.check_path())
    await window.press("Confirm")
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW


async def test_an_address_at_a_known_domain_and_a_known_authoriser_still_wait_for_a_review(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    await story.change_organisation(cast.WENSUM, mail_domains="wensum.example")
    at_home = await sharing.signed(cast.WENSUM, now, email="new.person@wensum.example")
    assert (await sharing.signature(at_home)).state is SignatureState.AWAITING_REVIEW

    amina = AuthoriserAnswer(name="Amina Cole", email="amina@wensum.example")
    asked = await sharing.signed(cast.WENSUM, now, email="other.person@wensum.example", authoriser=amina)
    async with sharing.held() as session:
        token = sharing.keys.token(Purpose.AUTHORITY, asked)
        request = await open_request(session, sharing.keys, token)
        answer = Authorisation(person_name="Amina Cole", person_title="Chief executive", basis=Authority.CHIEF_EXECUTIVE)
        await authorise(session, request, answer, now)
    assert (await sharing.signature(asked)).state is SignatureState.AWAITING_REVIEW


@pytest.mark.parametrize(
    ("step", "heading"), [("pause", "paused"), ("end", "no more signatures"), ("full", "no more for now")]
)
async def test_a_link_that_is_shut_says_why_and_what_was_begun_is_kept(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, now: datetime, step: str, heading: str
) -> None:
    window = await fill_in(Window(client), sharing.path)
    begun = window.path
    nia = story.company.actor("Nia")
    async with sharing.held() as session:
        if step == "pause":
            await actions.pause(session, sharing.link_id, None, nia, now)
        elif step == "end":
            await actions.end(session, sharing.link_id, None, nia, now)
        else:
            await actions.change_cap(session, sharing.link_id, 1, None, nia, now)
    if step == "full":
        await sharing.signed("Acorn Trust", now)

    await window.press("Sign the letter for")

    assert window.status == 409
    assert "Your answers are kept for 14 days" in window.text
    opened = await Window(client).open(sharing.path)
    assert heading in opened.heading
    assert "letters@fair-futures.example" in opened.text
    assert not opened.page.xpath("//main//form")
    assert (await client.post(f"/api/v1/cascades/{sharing.path[3:]}/signatures", json=KITS)).status_code == 409

    if step == "end":
        return
    async with sharing.held() as session:
        if step == "pause":
            await actions.resume(session, sharing.link_id, None, nia, now)
        else:
            await actions.change_cap(session, sharing.link_id, 2, None, nia, now)
    again = await Window(client).open(begun)
    await again.press("Sign the letter for Otter Friends")
    states = Counter(one.state for one in await story.signatures())
    assert states[SignatureState.AWAITING_EMAIL] == 1


async def test_once_signing_has_closed_the_link_says_so(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, clock: Clock
) -> None:
    clock.advance(days=30)
    window = await Window(client).open(sharing.path)
    assert window.heading == "Signing has closed"
    assert "The secretariat" in window.text


async def test_a_robot_that_fills_in_every_field_begins_nothing(
    client: httpx.AsyncClient, sharing: Sharing, story: Story
) -> None:
    window = await Window(client).open(sharing.path)
    await window.press("Start now", website="https://spam.example")
    assert window.status == 422
    assert await story.signatures() == []


async def test_twenty_at_once_share_the_three_places_that_are_left(
    own_client: httpx.AsyncClient, own_story: Story, now: datetime
) -> None:
    sharing = await begin_sharing(own_story, now, cap=3)
    path = f"/api/v1/cascades/{sharing.path[3:]}/signatures"
    answers = await asyncio.gather(
        *(
            own_client.post(path, json={**KITS, "display_name": f"Club {n}", "signer_email": f"kit@club{n}.example"})
            for n in range(20)
        )
    )
    assert Counter(answer.status_code for answer in answers) == {201: 3, 409: 17}
    sent = [one for one in await own_story.signatures() if one.number is not None]
    assert len(sent) == 3


async def test_a_pause_holds_for_whoever_signs_at_the_same_moment(
    own_client: httpx.AsyncClient, own_story: Story, now: datetime
) -> None:
    sharing = await begin_sharing(own_story, now)
    path = f"/api/v1/cascades/{sharing.path[3:]}/signatures"

    async def pause() -> None:
        async with sharing.held() as session:
            await actions.pause(session, sharing.link_id, None, own_story.company.actor("Nia"), now)

    async def sign(n: int) -> int:
        body = {**KITS, "display_name": f"Club {n}", "signer_email": f"kit@club{n}.example"}
        return (await own_client.post(path, json=body)).status_code

    told = await asyncio.gather(*(sign(n) for n in range(8)), pause(), *(sign(n) for n in range(8, 20)))
    signed = [one for one in told if one == 201]
    assert {one for one in told if one is not None} <= {201, 409}
    assert len([one for one in await own_story.signatures() if one.number is not None]) == len(signed)
    assert await sign(21) == 409


async def test_what_comes_to_nothing_gives_its_place_back(sharing: Sharing, story: Story, now: datetime) -> None:
    nia = story.company.actor("Nia")
    async with sharing.held() as session:
        await actions.change_cap(session, sharing.link_id, 1, None, nia, now)
    await sharing.signed("Otter Friends", now)
    with pytest.raises(NotAllowedNow, match="As many organisations"):
        await sharing.signed("Acorn Trust", now)
    async with sharing.held() as session:
        [waiting] = [one for one in await story.signatures() if one.number is not None]
        await reject(session, waiting.id, "Not eligible", None, nia, now)
    await sharing.signed("Acorn Trust", now)


async def test_only_an_infrastructure_body_gets_one_and_only_one_at_a_time(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    nia = story.company.actor("Nia")
    wensum, quay = story.company.organisations[cast.WENSUM].id, story.company.organisations[QUAY].id
    async with sharing.held() as session:
        with pytest.raises(Invalid, match="not marked as an infrastructure"):
            await actions.give(session, story.letter_id, wensum, 10, nia, now)
        with pytest.raises(Conflict, match="already"):
            await actions.give(session, story.letter_id, quay, 10, nia, now)
        with pytest.raises(Invalid, match="from 1 to"):
            await actions.change_cap(session, sharing.link_id, 0, None, nia, now)
        assert await bodies_without_link(session, story.letter_id) == []
        await actions.end(session, sharing.link_id, None, nia, now)
        again = await actions.give(session, story.letter_id, quay, 10, nia, now)
        assert again.id != sharing.link_id
        with pytest.raises(NotAllowedNow, match="ended"):
            await actions.resume(session, sharing.link_id, None, nia, now)
    await story.change_letter(signing=SigningState.CLOSED)
    async with sharing.held() as session:
        with pytest.raises(NotAllowedNow, match="not open"):
            await actions.give(session, story.letter_id, quay, 10, nia, now)
        with pytest.raises(NotAllowedNow, match="not open"):
            await actions.send_again(session, again.id, now)


async def test_two_people_of_the_secretariat_find_out_about_each_other(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    async with sharing.held() as session:
        seen = (await cascade(session, story.letter_id, sharing.link_id)).row_version
        await actions.pause(session, sharing.link_id, seen, story.company.actor("Nia"), now)
        with pytest.raises(Conflict, match="Somebody changed this link"):
            await actions.end(session, sharing.link_id, seen, story.company.actor("Tom"), now)


async def test_the_pack_goes_to_the_bodys_contacts_and_not_to_who_wants_none(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    assert await story.mailed("cascade_pack") == [PAT, INBOX]
    async with sharing.held() as session:
        message = await session.scalar(select(Message).where(Message.recipient_email == INBOX))
        assert message is not None
        await suppress(session, message, SuppressionReason.UNSUBSCRIBED, now)
        assert await actions.send_again(session, sharing.link_id, now) == 1


async def test_a_contact_who_has_left_opens_the_bodys_page_no_more(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, now: datetime
) -> None:
    path = await sharing.page()
    assert (await client.get(path)).status_code == 200
    async with sharing.held() as session:
        pat = await session.get_one(Contact, story.company.contacts[PAT].id)
        pat.ended_at = now
    assert (await client.get(path)).status_code == 404
    assert (await client.get(await sharing.page(INBOX))).status_code == 200


async def test_two_records_of_one_body_become_one_with_its_link(sharing: Sharing, story: Story, now: datetime) -> None:
    async with sharing.held() as session:
        kept = await cast.organisation(session, story.company, "Quay Voluntary Service", [], now)
        gone = await session.get_one(Organisation, story.company.organisations[QUAY].id)
        await merge(session, kept, gone, story.company.actor("Nia"), now)
        kept_id = kept.id
    assert (await sharing.link()).organisation_id == kept_id


async def test_two_bodies_with_a_link_each_to_one_letter_are_not_made_one(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    nia = story.company.actor("Nia")
    async with sharing.held() as session:
        kept = await cast.organisation(session, story.company, "Quay Voluntary Service", [], now)
        kept.is_infrastructure = True
        await session.flush()
        other = await actions.give(session, story.letter_id, kept.id, 10, nia, now)
        gone = await session.get_one(Organisation, story.company.organisations[QUAY].id)
        with pytest.raises(NotAllowedNow, match="both have a cascade link"):
            await merge(session, kept, gone, nia, now)
        await actions.end(session, other.id, None, nia, now)
        await merge(session, kept, gone, nia, now)


async def test_the_database_holds_the_credit_to_the_route(sharing: Sharing, story: Story, now: datetime) -> None:
    by_link = await sharing.signed("Otter Friends", now)
    async with sharing.held() as session:
        signature = await session.get_one(Signature, by_link)
        signature.route = Route.PUBLIC
        with pytest.raises(IntegrityError, match="credited_by_its_route"):
            await session.flush()
        await session.rollback()
