"""Siân says yes on the phone: Nia records it with evidence, on the version she had read out, and everybody is told."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.actions import close_signing
from campaigns.letters.models import Letter
from campaigns.organisations.actions import end_contact
from campaigns.organisations.models import Organisation, SignOff
from campaigns.publication.actions import freeze
from campaigns.review.recording import Agreement, record
from campaigns.settings import Settings
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Evidence, EvidenceKind, Signature
from campaigns.signatures.queries import count_accepted
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, app, company, desk, rivers, writing
from tests.letters.desk import words as words_of_page
from tests.mail.reading import text_of, words, words_of_html
from tests.review.test_pages import LETTER, letter
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, SITE, Story, Window
from tests.signatures.test_mails import mails
from tests.signatures.test_signing import opened_by, sign

__all__ = ["app", "company", "desk", "letter", "rivers", "writing"]

SAID = (
    "Rang 01248 555 0100, the number on their website, at 4pm. Siân Huws: “Yes, put us on it, the board agreed on Monday.”"
)


def agreement(story_now: Clock, **changes: Any) -> Agreement:
    return Agreement(
        **{
            "display_name": cast.LLAIS,
            "signer_name": "Siân Huws",
            "signer_title": "Prif weithredwr",
            "signer_email": SIAN,
            "authority": Authority.TRUSTEES_AGREED,
            "authority_note": "On Monday",
            "kind": EvidenceKind.CALL,
            "words": SAID,
            "agreed_at": story_now.now() - timedelta(minutes=10),
            "version": 1,
            **changes,
        }
    )


async def recorded(story: Story, clock: Clock, organisation: str = cast.LLAIS, **changes: Any) -> Signature:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        organisation_id = story.company.organisations[organisation].id
        nia = story.company.actor("Nia")
        return await record(session, story.letter_id, organisation_id, agreement(clock, **changes), nia, clock.now())


async def test_it_counts_at_once_and_its_people_are_told_how_it_came(
    story: Story, settings: Settings, clock: Clock, client: httpx.AsyncClient
) -> None:
    signature = await recorded(story, clock)

    assert signature.state is SignatureState.ACCEPTED
    assert signature.attested == (
        "Siân Huws agreed on the phone at 9:50am on Tuesday 2 June 2026 (BST) "
        "that Llais Ynys Môn supports “Warm homes for every family” (version 1)."
    )
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 1
        kept = (await session.scalars(select(Evidence))).one()
        assert (kept.words, kept.kind) == (SAID, EvidenceKind.CALL)
    told = await mails(story, settings, clock, "signature_accepted")
    assert set(told) == {SIAN}
    assert "has recorded that Llais Ynys Môn signs “Warm homes for every family”, as you agreed." in " ".join(
        text_of(told[SIAN]).split()
    )
    window = await Window(client).open(story.path(SIAN))
    assert "Siân Huws signed for Llais Ynys Môn" in window.text


async def test_the_other_contacts_can_say_that_it_is_wrong(story: Story, settings: Settings, clock: Clock) -> None:
    await recorded(story, clock, cast.WENSUM, display_name=cast.WENSUM, signer_name="Jo Pratt", signer_email=JO)

    told = await mails(story, settings, clock, "signature_notice")

    assert set(told) == {AMINA, INFO}
    assert words(text_of(told[AMINA])) == words_of_html(told[AMINA])
    text = " ".join(text_of(told[AMINA]).split())
    assert "The secretariat of Fair Futures Alliance recorded at 10am" in text
    assert "Jo Pratt agreed on the phone at 9:50am" in text
    assert "This is wrong" in text
    assert told[AMINA]["Subject"].startswith("Recorded: Wensum Voluntary Action (WVA) signs")


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"words": " \n"}, "words", "It is the evidence"),
        ({"words": "x" * 20_001}, "words", "20,000 characters or fewer"),
        ({"kind": None}, "kind", "Say how they agreed"),
        ({"version": 2}, "version", "They agreed to version 2, and version 1 is open"),
        ({"authority": None}, "authority", "Say on what authority they agreed"),
        ({"authority_note": ""}, "authority_note", "when the trustees"),
        ({"signer_name": ""}, "signer_name", "person who agreed"),
        ({"signer_email": "sian at llais"}, "signer_email", ""),
        ({"display_name": "=1+1"}, "display_name", ""),
    ],
)
async def test_nothing_is_recorded_without_evidence_version_and_authority(
    story: Story, clock: Clock, changes: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await recorded(story, clock, **changes)
    assert set(refused.value.problems) == {field}
    assert says in refused.value.problems[field]
    assert await story.signatures() == []


async def test_where_two_people_have_to_agree_both_are_in_the_evidence(story: Story, clock: Clock) -> None:
    await story.change_organisation(cast.LLAIS, sign_off=SignOff.TWO_PEOPLE)
    with pytest.raises(Invalid) as refused:
        await recorded(story, clock)
    assert refused.value.problems == {
        "second_name": "In this organisation two people have to agree. Enter the name of the second person.",
        "second_words": "In this organisation two people have to agree. Enter what the second person wrote or said.",
    }
    with pytest.raises(Invalid, match="has to be somebody else"):
        await recorded(story, clock, second_name="SIÂN  HUWS", second_words="Yes.")
    assert await story.signatures() == []

    signature = await recorded(story, clock, second_name="Gwen Parry", second_words="Gwen Parry, chair: “I agree.”")

    assert signature.attested.startswith("Siân Huws and Gwen Parry agreed on the phone at 9:50am")
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        kept = (await session.scalars(select(Evidence))).one()
        assert (kept.second_name, kept.second_words) == ("Gwen Parry", "Gwen Parry, chair: “I agree.”")


async def test_everything_that_is_missing_is_said_at_once(story: Story, clock: Clock) -> None:
    with pytest.raises(Invalid) as refused:
        await recorded(story, clock, signer_name="", words="", version=7)
    assert set(refused.value.problems) == {"signer_name", "words", "version"}


async def test_what_was_agreed_in_time_is_written_down_after_the_deadline_until_the_list_is_frozen(
    story: Story, clock: Clock
) -> None:
    nia = story.company.actor("Nia")
    in_time = clock.now() + timedelta(days=3, hours=6, minutes=59)  # Friday at 4:59pm; the letter closes at 5
    clock.advance(days=3, hours=8)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await close_signing(session, story.letter_id, None, nia, clock.now())

    with pytest.raises(Invalid) as late:
        await recorded(story, clock, agreed_at=clock.now() - timedelta(minutes=30))
    assert "after signing had closed" in late.value.problems["agreed_date"]
    with pytest.raises(Invalid) as ahead:
        await recorded(story, clock, agreed_at=clock.now() + timedelta(minutes=1))
    assert ahead.value.problems["agreed_date"] == "Enter a time that has passed."
    assert (await recorded(story, clock, agreed_at=in_time)).state is SignatureState.ACCEPTED

    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await freeze(session, story.letter_id, None, SITE, nia, clock.now())
    with pytest.raises(NotAllowedNow, match="frozen"):
        await recorded(story, clock, cast.MILL_ROAD, display_name=cast.MILL_ROAD, signer_email=BEN, agreed_at=in_time)


async def test_an_organisation_that_has_signed_is_not_recorded_over(story: Story, clock: Clock) -> None:
    await recorded(story, clock)
    with pytest.raises(Conflict, match="Siân Huws signed at 10am"):
        await recorded(story, clock, signer_name="Kit Moss")
    assert len(await story.signatures()) == 1


async def test_evidence_is_never_changed(story: Story, clock: Clock) -> None:
    await recorded(story, clock)
    for statement in (update(Evidence).values(words="Yes."), delete(Evidence)):
        async with story.sessions.begin() as session:
            hold_to(session, story.company.id)
            with pytest.raises(DBAPIError, match="never changed"):
                await session.execute(statement)
            await session.rollback()


async def test_nia_records_it_on_her_pages(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    board = await nia.get(f"{LETTER}/responses")
    assert "Record a signature" in words_of_page(board)
    llais = writing.company.organisations[cast.LLAIS].id
    found = await nia.get(f"{LETTER}/record?q=ynys")
    assert f"/record/{llais}" in found.text
    assert "Mill Road" not in words_of_page(found)
    contact = writing.company.contacts[SIAN].id
    page = await nia.get(f"{LETTER}/record/{llais}?contact={contact}")
    assert f'value="{SIAN}"' in page.text
    path = f"{LETTER}/record/{llais}"

    refused = await nia.send(page, path, 422, words="She said yes.")
    assert "Choose on what authority they agreed" in words_of_page(refused)
    assert "She said yes." in refused.text
    shown = await nia.follow(
        await nia.send(
            refused,
            path,
            words=SAID,
            authority="chief_executive",
            kind="call",
            version="1",
            **{"agreed_date-day": "2", "agreed_date-month": "6", "agreed_date-year": "2026", "agreed_time": "9:50am"},
        )
    )

    assert "The signature is recorded and counts." in words_of_page(shown)
    assert "Recorded by the secretariat" in words_of_page(shown)
    assert "They agreed on the phone at 9:50am on Tuesday 2 June 2026 (BST)." in words_of_page(shown)
    assert "the board agreed on Monday" in words_of_page(shown)
    again = await nia.send(page, path, 409, **{**_typed(), "kind": "call"})
    assert "This organisation has signed already" in words_of_page(again)
    assert "1 signed" in words_of_page(await nia.get(f"{LETTER}/responses"))


async def test_her_page_asks_for_the_second_person_and_shows_what_both_said(
    desk: Open, writing: Writing, letter: Letter
) -> None:
    llais = writing.company.organisations[cast.LLAIS].id
    async with writing.held() as session:
        (await session.get_one(Organisation, llais)).sign_off = SignOff.TWO_PEOPLE
    nia = await desk("Nia")
    path = f"{LETTER}/record/{llais}"
    page = await nia.get(f"{path}?contact={writing.company.contacts[SIAN].id}")

    refused = await nia.send(page, path, 422, **{**_typed(), "kind": "call"})
    assert "Enter the name of the second person." in words_of_page(refused)
    second = {"second_name": "Gwen Parry", "second_words": "I agree."}
    shown = await nia.follow(await nia.send(refused, path, **second))

    assert "The second person, Gwen Parry: I agree." in words_of_page(shown)


def _typed() -> dict[str, str]:
    return {
        "words": SAID,
        "authority": "chief_executive",
        "version": "1",
        "agreed_date-day": "2",
        "agreed_date-month": "6",
        "agreed_date-year": "2026",
        "agreed_time": "9:50am",
    }


async def test_it_works_by_program_and_only_for_the_secretariat(desk: Open, writing: Writing, letter: Letter) -> None:
    body = {
        "organisation_id": str(writing.company.organisations[cast.LLAIS].id),
        "display_name": cast.LLAIS,
        "signer_name": "Siân Huws",
        "signer_title": "Prif weithredwr",
        "signer_email": SIAN,
        "authority": "chief_executive",
        "kind": "email",
        "words": "From: sian@llais.example. Yes, please add us.",
        "agreed_at": "2026-06-02T09:50:00+01:00",
        "version": 1,
    }
    for other in ("Dev", "Rosa", "Amina"):
        await (await desk(other)).api("POST", f"{LETTER}/signatures", 403, **body)
    nia = await desk("Nia")
    await nia.api("POST", f"{LETTER}/signatures", 422, **{**body, "version": 2})
    made = await nia.api("POST", f"{LETTER}/signatures", 201, **body)
    assert (made["state"], made["route"]) == ("accepted", "recorded")
    seen = await nia.api("GET", f"{LETTER}/signatures/{made['id']}")
    assert seen["item"]["evidence"]["words"] == body["words"]
    assert seen["item"]["evidence"]["agreed_at"] == "2026-06-02T08:50:00Z"


async def test_a_signature_by_link_has_no_evidence(desk: Open, writing: Writing, letter: Letter, keys: Keys) -> None:
    async with writing.held() as session:
        signed = await sign(session, await opened_by(session, keys, writing.company, AMINA), writing.clock.now())
    nia = await desk("Nia")
    assert "Evidence" not in words_of_page(await nia.get(f"{LETTER}/signatures/{signed.id}"))


async def test_a_signer_who_was_recorded_and_has_left_opens_nothing_any_more(
    story: Story, clock: Clock, keys: Keys, client: httpx.AsyncClient
) -> None:
    signature = await recorded(story, clock)
    path = f"/s/{keys.token(Purpose.REPLY, signature.id, signature.rotation)}"
    assert (await client.get(path)).status_code == 200
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await end_contact(session, story.company.contacts[SIAN].id, story.company.actor("Nia"), clock.now())
    assert (await client.get(path)).status_code == 404
