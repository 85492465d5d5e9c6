"""The public page of a published letter is flooded: it pauses by itself, Nia looks, and resumes it."""

import httpx
import pytest
from sqlalchemy import select, update

from campaigns.errors import NotAllowedNow
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Letter, LetterEvent
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Signature
from campaigns.signatures.signing import begin_by_public_route, submit
from campaigns.tokens import Keys
from campaigns.unusual_use.models import PublicPage
from campaigns.unusual_use.pausing import is_paused, pages_of, resume
from campaigns.web.wiring import Application
from tests import cast
from tests.letters.desk import SITE, Open, Writing, app, company, desk, rivers, words, writing
from tests.responses.test_board import invited_letter
from tests.signatures.story import Window
from tests.signatures.test_signing import VISITOR, opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]

LETTER = "/letters/FFA-2026-01"
REVIEW, PAUSES = f"{LETTER}/review", f"{LETTER}/pauses"


async def published(writing: Writing, **columns: object) -> Letter:
    letter = await invited_letter(writing)
    async with writing.held() as session:
        changes = {"release": ReleaseState.PUBLISHED, "pauses_after": 2, **columns}
        await session.execute(update(Letter).where(Letter.id == letter.id).values(**changes))
    return letter


async def come(writing: Writing, letter: Letter, name: str) -> Signature:
    """Somebody signs by the public page, as far as the check of their address."""
    async with writing.held() as session:
        begun = await begin_by_public_route(session, await letter_of_id(session, letter.id), writing.clock.now())
        answer_name(begun, NameAnswer(display_name=name))
        email = f"kit@{name.partition(' ')[0].lower()}.example"
        signer = SignerAnswer(signer_name="Kit Moss", signer_title="Chair", signer_email=email)
        answer_signer(begun, signer)
        answer_authority(begun, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        return await submit(session, begun.id, None, VISITOR, writing.clock.now())


async def paused(writing: Writing, letter: Letter) -> bool:
    async with writing.held() as session:
        return await is_paused(session, letter.id, PublicPage.PUBLIC)


async def told(writing: Writing) -> list[str]:
    async with writing.held() as session:
        found = await session.scalars(select(Message.recipient_email).where(Message.kind == "page_paused"))
        return list(found)


async def test_more_than_the_limit_in_an_hour_pauses_the_page_and_tells_the_secretariat_once(
    desk: Open, writing: Writing
) -> None:
    letter = await published(writing)
    for name in ("Acorn Trust", "Birch Trust"):
        await come(writing, letter, name)
    assert not await paused(writing, letter)

    third = await come(writing, letter, "Cedar Trust")

    assert third.state is SignatureState.AWAITING_EMAIL, "what made it pause is taken"
    assert await paused(writing, letter)
    assert (await told(writing)).count("nia@harbour.example") == 1
    assert len(set(await told(writing))) == len(await told(writing)), "each of the secretariat is told once"
    async with writing.held() as session:
        event = (await session.scalars(select(LetterEvent).order_by(LetterEvent.id.desc()).limit(1))).one()
        [page] = await pages_of(session, letter.id)
    assert (event.step, event.reason) == ("pause_page", "The public page. 3 that were sent within an hour wait.")
    assert (page.waiting, page.pauses_after) == (3, 2)
    nia = await desk("Nia")
    assert "when 3 signatures that were sent within an hour waited" in words(await nia.get(REVIEW))
    history = words(await nia.get(f"{LETTER}/history"))
    assert "Paused a page for signing" in history
    answer = await nia.post(f"{PAUSES}/public/resume", page=REVIEW)
    assert "The page takes signatures again." in words(await nia.follow(answer))
    assert not await paused(writing, letter)
    assert "Resumed a page for signing" in words(await nia.get(f"{LETTER}/history"))


async def test_what_was_sent_longer_ago_or_is_decided_is_not_counted(writing: Writing) -> None:
    letter = await published(writing)
    for name in ("Acorn Trust", "Birch Trust"):
        await come(writing, letter, name)
    writing.clock.advance(hours=1)
    for name in ("Cedar Trust", "Dale Trust"):
        await come(writing, letter, name)
    assert not await paused(writing, letter)
    async with writing.held() as session:
        await session.execute(update(Signature).values(state=SignatureState.REJECTED))
    await come(writing, letter, "Elm Trust")
    assert not await paused(writing, letter)


async def test_whoever_was_invited_signs_on_and_whoever_began_keeps_what_they_typed(
    writing: Writing, keys: Keys, app: Application
) -> None:
    letter = await published(writing)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        window = await Window(client).open(f"/letters/fair-futures/{letter.slug}/sign")
        await window.press("Start now")
        await window.press("Continue", display_name="Quay Trust")
        for name in ("Acorn Trust", "Birch Trust", "Cedar Trust"):
            await come(writing, letter, name)
        stranger = await Window(client).open(f"/letters/fair-futures/{letter.slug}/sign")
        assert (stranger.status, stranger.heading) == (200, "Signing is paused here")
        assert "letters@fair-futures.example" in stranger.text
        assert "Start now" not in stranger.text
    async with writing.held() as session:
        begun = (await session.scalars(select(Signature).where(Signature.display_name == "Quay Trust"))).one()
        signer = SignerAnswer(signer_name="Ola Quay", signer_title="Chair", signer_email="ola@quay.example")
        answer_signer(begun, signer)
        answer_authority(begun, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        begun_id = begun.id
    async with writing.held() as session:
        with pytest.raises(NotAllowedNow, match="Your answers are kept for 14 days"):
            await submit(session, begun_id, None, VISITOR, writing.clock.now())
    async with writing.held() as session:
        amina = await opened_by(session, keys, writing.company, "amina@wensum.example")
        assert (await sign(session, amina, writing.clock.now())).state is SignatureState.ACCEPTED
        kept = await session.get_one(Signature, begun_id)
        assert (kept.state, kept.signer_name) == (SignatureState.STARTED, "Ola Quay")


async def test_nia_pauses_by_hand_changes_the_numbers_and_nothing_typed_is_lost(desk: Open, writing: Writing) -> None:
    await published(writing)
    nia = await desk("Nia")
    await nia.post(f"{PAUSES}/public/pause", page=PAUSES)
    assert "paused by Nia Rees" in words(await nia.get(PAUSES))
    await nia.api("POST", f"{PAUSES}/public/pause")
    assert await told(writing) == [], "whoever paused it knows"
    await nia.post(f"{PAUSES}/public/resume", page=PAUSES)

    stale = await nia.get(PAUSES)
    wrong = await nia.post(PAUSES, 422, public="0", individuals="many")
    assert "must be a whole number" in words(wrong)
    assert 'value="many"' in wrong.text
    assert "Enter a number from 1 to 10,000." in words(await nia.post(PAUSES, 422, public="0", individuals="9"))
    await nia.post(PAUSES, public="5", individuals="50")
    late = await nia.send(stale, PAUSES, 409, public="7", individuals="70")
    assert "changed this letter while you were on this page" in words(late)
    assert 'value="70"' in late.text
    [page] = await nia.api("GET", PAUSES)
    assert (page["page"], page["pauses_after"], page["paused_at"]) == ("public", 5, None)
    read = await nia.api("GET", LETTER)
    [page] = await nia.api("PUT", PAUSES, public=6, individuals=60, row_version=read["row_version"])
    assert page["pauses_after"] == 6
    await nia.api("POST", f"{PAUSES}/elsewhere/pause", 404)


async def test_only_who_reviews_pauses_and_resumes(desk: Open, writing: Writing, rivers: cast.Company) -> None:
    await published(writing)
    for name in ("Dev", "Rosa", "Amina"):
        browser = await desk(name)
        await browser.get(PAUSES, 403)
        await browser.api("POST", f"{PAUSES}/public/pause", 403)
    sam = await desk("Sam", rivers)
    await sam.get(PAUSES, 404)
    await sam.api("POST", f"{PAUSES}/public/resume", 404)


async def test_what_waited_when_it_was_resumed_does_not_pause_it_again(writing: Writing) -> None:
    letter = await published(writing)
    for name in ("Acorn Trust", "Birch Trust", "Cedar Trust"):
        await come(writing, letter, name)
    assert await paused(writing, letter)
    writing.clock.advance(minutes=5)
    async with writing.held() as session:
        await resume(session, letter.id, PublicPage.PUBLIC, writing.company.actor("Nia"), writing.clock.now())

    writing.clock.advance(minutes=5)
    for name in ("Dale Trust", "Elm Trust"):
        await come(writing, letter, name)
    assert not await paused(writing, letter), "whoever resumed it had seen the first three"

    await come(writing, letter, "Fern Trust")
    assert await paused(writing, letter)
