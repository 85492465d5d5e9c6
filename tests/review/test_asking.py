"""Nia has somebody at the organisation authorise what she would otherwise have to check by telephone."""

import pytest
from sqlalchemy import select

from campaigns.letters.models import Letter
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation, SignOff
from campaigns.signatures.authorising import Authorisation, authorise, open_request
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Signature
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.review.test_pages import LETTER, came_by_itself, letter, page_of, state_of
from tests.signatures.test_signing import VISITOR, opened_by, sign

__all__ = ["app", "company", "desk", "letter", "rivers", "writing"]

AMINA = "amina@wensum.example"
YES = Authorisation(person_name="Amina Cole", person_title="Chief executive", basis=Authority.CHIEF_EXECUTIVE)


@pytest.fixture
async def jos(writing: Writing, letter: Letter, keys: Keys) -> Signature:
    """Jo signed by the invitation, from an address that nobody knows, and confirmed it."""
    async with writing.held() as session:
        jo = await opened_by(session, keys, writing.company, "jo@wensum.example")
        sent = await sign(session, jo, writing.clock.now(), "jo.pratt@post.example")
        await confirm_address(session, sent.id, VISITOR, writing.clock.now())
        return sent


async def answered(writing: Writing, keys: Keys, signature: Signature, rotation: int = 1) -> None:
    async with writing.held() as session:
        asked = await open_request(session, keys, keys.token(Purpose.AUTHORITY, signature.id, rotation))
        await authorise(session, asked, YES, writing.clock.now())


async def test_nia_asks_somebody_she_knows_and_it_counts_when_they_agree(
    desk: Open, writing: Writing, jos: Signature, keys: Keys
) -> None:
    nia = await desk("Nia")
    page = await nia.get(page_of(jos))
    asked = await nia.send(page, f"{page_of(jos)}/ask-authority", authoriser_name="Amina Cole", authoriser_email=AMINA)
    shown = await nia.follow(asked)
    assert "was asked by mail to authorise the signature" in words(shown)
    assert "1 signature more waits for somebody at the organisation to authorise it." in words(shown)
    assert await state_of(writing, jos) is SignatureState.AWAITING_AUTHORITY
    board = words(await nia.get(f"{LETTER}/responses?show=authority"))
    assert "1 awaiting authority" in board
    seen = words(await nia.get(f"{LETTER}/signatures/{jos.id}"))
    assert "Awaiting authority" in seen
    assert f"Asked to authorise Amina Cole {AMINA}, asked 10am on Tuesday 2 June 2026 (BST)" in seen
    assert f"Asked somebody to authorise it, by Nia Rees. Asked: Amina Cole ({AMINA})" in seen

    request = words(await nia.client.get(f"/a/{keys.token(Purpose.AUTHORITY, jos.id, 1)}"))
    assert "and the secretariat of Fair Futures Alliance asks whether you authorise it." in request
    assert "as its chief executive or director. The secretariat asks for a second person." in request

    await answered(writing, keys, jos)

    assert await state_of(writing, jos) is SignatureState.ACCEPTED
    seen = words(await nia.get(f"{LETTER}/signatures/{jos.id}"))
    assert "Authorised 10am on Tuesday 2 June 2026 (BST), as its chief executive or director" in seen
    assert f"Authorised, and signed, by Amina Cole ({AMINA})" in seen


async def test_the_rule_of_two_people_stands_beside_what_was_typed(desk: Open, writing: Writing, jos: Signature) -> None:
    nia = await desk("Nia")
    assert "agree before it signs" not in words(await nia.get(page_of(jos)))
    async with writing.held() as session:
        wensum = await session.get_one(Organisation, writing.company.organisations[cast.WENSUM].id)
        wensum.sign_off = SignOff.TWO_PEOPLE
    assert "Sign-off Two people of Wensum Voluntary Action (WVA) agree before it signs." in words(
        await nia.get(page_of(jos))
    )


async def test_what_came_from_outside_comes_back_to_nia(desk: Open, writing: Writing, letter: Letter, keys: Keys) -> None:
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    nia = await desk("Nia")
    body = {"authoriser_name": "Ash Oak", "authoriser_email": "ash@acorn.example"}
    async with writing.held() as session:
        version = (await session.get_one(Signature, sent.id)).row_version
    path = f"{LETTER}/signatures/{sent.id}/ask-authority"
    await nia.api("POST", path, 409, **body, row_version=version - 1)
    asked = await nia.api("POST", path, **body, row_version=version)
    assert (asked["state"], asked["authoriser_name"]) == ("awaiting_authority", "Ash Oak")
    await nia.api("POST", path, 409, **body, row_version=asked["row_version"])
    await answered(writing, keys, sent)
    assert await state_of(writing, sent) is SignatureState.AWAITING_REVIEW
    page = words(await nia.get(page_of(sent)))
    assert "Asked to authorise Amina Cole, Chief executive ash@acorn.example" in page
    assert "Accept and list it" in page


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("", "ash@acorn.example", "Enter the name of the person who can authorise it."),
        ("Ash Oak", "nowhere", "Write an email address like"),
        ("Kit Again", "KIT@acorn.example", "This is the address of the signer."),
    ],
)
async def test_nobody_is_asked_who_cannot_be(
    desk: Open, writing: Writing, letter: Letter, name: str, email: str, sentence: str
) -> None:
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    nia = await desk("Nia")
    page = await nia.get(page_of(sent))
    again = await nia.send(page, f"{page_of(sent)}/ask-authority", 422, authoriser_name=name, authoriser_email=email)
    assert sentence in words(again)
    assert await state_of(writing, sent) is SignatureState.AWAITING_REVIEW


async def test_the_same_person_is_not_asked_twice_within_minutes(
    desk: Open, writing: Writing, letter: Letter, clock: Clock
) -> None:
    first = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    second = await came_by_itself(writing, letter, "Acorn Youth", "kim@acorn.example")
    nia = await desk("Nia")
    who = {"authoriser_name": "Ash Oak", "authoriser_email": "ash@acorn.example"}
    await nia.send(await nia.get(page_of(first)), f"{page_of(first)}/ask-authority", **who)
    again = await nia.send(await nia.get(page_of(second)), f"{page_of(second)}/ask-authority", 429, **who)
    assert "We cannot write to this address now" in words(again)
    clock.advance(minutes=11)
    await nia.send(again, f"{page_of(second)}/ask-authority", **who)
    async with writing.held() as session:
        sent = await session.scalars(select(Message.recipient_email).where(Message.kind == "authority_request"))
        assert list(sent) == ["ash@acorn.example"] * 2


async def test_the_freeze_page_counts_who_still_waits(desk: Open, writing: Writing, letter: Letter, jos: Signature) -> None:
    nia = await desk("Nia")
    page = await nia.get(page_of(jos))
    await nia.send(page, f"{page_of(jos)}/ask-authority", authoriser_name="Amina Cole", authoriser_email=AMINA)
    await nia.send(await nia.get(f"{LETTER}/close"), f"{LETTER}/close", reason="Everybody has answered.")
    shown = await nia.get(f"{LETTER}/freeze")
    assert "1 signature waits for somebody at the organisation to authorise it and will expire with it" in words(shown)
    await nia.send(shown, f"{LETTER}/freeze")
    assert await state_of(writing, jos) is SignatureState.EXPIRED
