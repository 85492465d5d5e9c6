"""The response board: its numbers against a model, its filters and pages, and what it tells nobody else."""

import csv
import io
import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from campaigns.invitations.actions import invite
from campaigns.invitations.models import Answer, AnswerKind, Invitation, InvitationLink
from campaigns.letters.models import Letter
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.names.order import sort_key
from campaigns.responses.queries import all_rows, figures, page
from campaigns.responses.rows import Response
from campaigns.review.recording import Agreement, record
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.lifecycle import PENDING, SignatureState
from campaigns.signatures.models import Authority, EvidenceKind, Route, Signature
from campaigns.tokens import Keys
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.signatures.rows import signature
from tests.signatures.test_signing import opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]

BOARD = "/letters/FFA-2026-01/responses"


async def invited_letter(writing: Writing) -> Letter:
    """A letter to which all members are invited."""
    letter = await writing.locked()
    async with writing.held() as session:
        ids = [one.id for one in writing.company.organisations.values()]
        await invite(session, letter.id, ids, None, writing.company.actor("Nia"), writing.clock.now())
    return letter


_OF_STATE = {
    SignatureState.ACCEPTED: Response.SIGNED,
    SignatureState.AWAITING_REVIEW: Response.REVIEW,
    SignatureState.AWAITING_EMAIL: Response.AWAITING,
    SignatureState.AWAITING_AUTHORITY: Response.AUTHORITY,
    SignatureState.WITHDRAWN: Response.WITHDRAWN,
    SignatureState.REJECTED: Response.REJECTED,
    SignatureState.EXPIRED: Response.EXPIRED,
}
_STANDING = (SignatureState.ACCEPTED, *sorted(PENDING))


def expected(signatures: list[SignatureState], answer: AnswerKind | None, *, answered_last: bool, mail: Any) -> Response:
    """What the board should say of an organisation with these signatures, the oldest first, and this answer."""
    if SignatureState.ACCEPTED in signatures:
        return Response.SIGNED
    waiting = [state for state in signatures if state in _STANDING]
    if waiting:
        return _OF_STATE[waiting[-1]]
    if answer is not None and (answered_last or not signatures):
        return Response.DECLINED if answer is AnswerKind.DECLINED else Response.MORE_TIME
    if signatures:
        return _OF_STATE[signatures[-1]]
    return Response.NO_REPLY if mail in {"sent", "queued", "sending"} else Response.NOT_REACHED


@pytest.mark.parametrize("seed", range(3))
async def test_the_figures_and_pages_are_those_of_a_model(writing: Writing, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not a secret
    letter = await writing.locked()
    model: dict[str, Response] = {}
    number = 0
    async with writing.held() as session:
        at = writing.clock.now()
        for index in range(60):
            name = f"Group {chance.randrange(10**9)}-{index}"
            contacts = [("", "", f"c{index}@group{index}.example")] if chance.random() < 0.9 else []
            one = await cast.organisation(session, writing.company, name, contacts, at)
            await invite(session, letter.id, [one.id], None, writing.company.actor("Nia"), at)
            invitation = await session.scalar(select(Invitation.id).where(Invitation.organisation_id == one.id))
            mail = chance.choice(list(MessageState)) if contacts else None
            if contacts:
                link = await session.scalar(select(InvitationLink.id).where(InvitationLink.invitation_id == invitation))
                await session.execute(update(Message).where(Message.subject_id == link).values(state=mail))
            signatures: list[SignatureState] = []
            for state in chance.choices(list(_OF_STATE), k=chance.randrange(3)):
                if state is SignatureState.ACCEPTED and state in signatures:
                    continue
                number += 1
                signatures.append(state)
                await signature(session, letter, name, state, number, at + timedelta(minutes=number), one.id)
            answer = chance.choice([None, *AnswerKind]) if contacts else None
            last = chance.random() < 0.5
            if answer is not None:
                session.add(
                    Answer(
                        coalition_id=letter.coalition_id,
                        invitation_id=invitation,
                        invitation_link_id=link,
                        kind=answer,
                        at=at + timedelta(days=1 if last else -1),
                        person_name="Somebody",
                        reasons=[],
                    )
                )
            model[name] = expected(signatures, answer, answered_last=last, mail=mail)
        for index in range(10):  # known to the coalition, but not invited
            number += 1
            state = chance.choice(list(_OF_STATE))
            name = f"Came by itself {index}"
            known = await cast.organisation(session, writing.company, name, [], at)
            await signature(session, letter, name, state, number, at, known.id)
            model[name] = _OF_STATE[state]
    async with writing.held() as session:
        assert await figures(session, letter.id) == {one: Counter(model.values())[one] for one in Response}
        rows = await all_rows(session, letter.id)
        assert {row.name: row.response for row in rows} == model
        assert [row.name for row in rows] == sorted(model, key=sort_key)
        for response in Response:
            wanted = [row.id for row in rows if row.response is response]
            found: list[UUID] = []
            after = None
            while part := await page(session, letter.id, frozenset({response}), after=after, limit=3):
                found += [row.id for row in part]
                after = part[-1].id
            assert found == wanted


async def test_a_figure_is_a_filter_and_a_search_narrows_it(desk: Open, writing: Writing, keys: Keys) -> None:
    await invited_letter(writing)
    async with writing.held() as session:
        await sign(session, await opened_by(session, keys, writing.company, "amina@wensum.example"), writing.clock.now())
    nia = await desk("Nia")
    board = words(await nia.get(BOARD))
    assert "3 all 1 signed 0 awaiting address check 0 awaiting authority 0 to review 0 declined 0 more time" in board
    assert "2 no reply 0 not reached" in board
    assert "Wensum Voluntary Action (WVA) member signed Amina Cole, Chief executive, 10am BST, 2 June 2026" in board
    signed = words(await nia.get(f"{BOARD}?show=signed"))
    assert "Llais" not in signed
    searched = words(await nia.get(f"{BOARD}?show=no_reply&q=mill"))
    assert "The Mill Road Centre member no reply waiting to be sent" in searched
    assert "Llais" not in searched
    assert "No name here has “zzz” in it." in words(await nia.get(f"{BOARD}?q=zzz"))
    everything = words(await nia.get(f"{BOARD}?show=nonsense&after=nonsense"))
    assert "Llais" in everything
    assert "Read at 10am BST, 2 June 2026." in everything


async def test_how_far_a_mail_came_is_told_and_never_that_it_was_opened(desk: Open, writing: Writing) -> None:
    await invited_letter(writing)
    async with writing.held() as session:
        for email, state in (("ben@millroad.example", "bounced"), ("sian@llais.example", "sent")):
            await session.execute(
                update(Message)
                .where(Message.recipient_email == email)
                .values(state=state, sent_at=writing.clock.now() if state == "sent" else None)
            )
    nia = await desk("Nia")
    board = await nia.get(BOARD)
    assert "Llais Ynys Môn member no reply sent 10am BST, 2 June 2026" in words(board)
    assert "The Mill Road Centre member not reached returned" in words(board)
    assert "opened" not in words(board).replace("opened by", "")


async def test_why_an_organisation_declines_is_told_to_the_secretariat_alone(desk: Open, writing: Writing) -> None:
    letter = await invited_letter(writing)
    await declined(writing, letter, cast.MILL_ROAD, '=HYPERLINK("http://evil.example")')
    nia, rosa, dev = await desk("Nia"), await desk("Rosa"), await desk("Dev")
    board = words(await nia.get(BOARD))
    assert "It could put our work or our people at risk" in board
    assert "Would sign if: The second ask is dropped." in board
    for browser in (rosa, dev):
        await browser.get(BOARD, 403)
        await browser.api("GET", BOARD, 403)
        for seen in ("", "/history", "/preview"):
            assert "at risk" not in (await browser.get(f"/letters/FFA-2026-01{seen}")).text
    assert " invited" not in words(await rosa.get("/letters"))


async def test_a_decline_that_was_overtaken_by_a_signature_is_not_told(desk: Open, writing: Writing, keys: Keys) -> None:
    letter = await invited_letter(writing)
    await declined(writing, letter, cast.MILL_ROAD, "We were not sure.")
    writing.clock.advance(hours=1)
    async with writing.held() as session:
        await sign(session, await opened_by(session, keys, writing.company, "ben@millroad.example"), writing.clock.now())
    board = words(await (await desk("Nia")).get(BOARD))
    assert "The Mill Road Centre member signed Ben Marsh, Director, 11am BST, 2 June 2026" in board
    assert "not sure" not in board
    assert "at risk" not in board


async def test_the_csv_has_every_row_and_nothing_that_a_spreadsheet_would_run(desk: Open, writing: Writing) -> None:
    letter = await invited_letter(writing)
    await declined(writing, letter, cast.LLAIS, '=HYPERLINK("http://evil.example")')
    nia = await desk("Nia")
    answer = await nia.get(f"{BOARD}.csv")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="FFA-2026-01-responses.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["organisation"] for row in rows] == [cast.LLAIS, cast.MILL_ROAD, cast.WENSUM]
    assert rows[0]["explanation"] == '\'=HYPERLINK("http://evil.example")'
    assert (rows[0]["response"], rows[1]["response"]) == ("declined", "no reply")
    assert rows[0]["reasons"] == "It could put our work or our people at risk"


async def test_the_api_pages_through_the_same_rows(desk: Open, writing: Writing, rivers: cast.Company) -> None:
    await invited_letter(writing)
    nia, sam = await desk("Nia"), await desk("Sam", rivers)
    found = await nia.api("GET", f"{BOARD}?response=no_reply&response=signed&search=mill")
    assert [(row["name"], row["response"], row["mail"]) for row in found["rows"]] == [(cast.MILL_ROAD, "no_reply", "queued")]
    assert found["after"] is None
    counted_now = await nia.api("GET", f"{BOARD}/figures")
    assert (counted_now["responses"]["no_reply"], counted_now["organisations_signed"]) == (3, 0)
    await nia.api("GET", f"{BOARD}?response=loved", 404)
    await sam.api("GET", BOARD, 404)


async def test_a_row_says_how_the_organisation_stands_and_on_what_authority(
    desk: Open, writing: Writing, keys: Keys
) -> None:
    letter = await invited_letter(writing)
    at = writing.clock.now()
    async with writing.held() as session:
        await sign(session, await opened_by(session, keys, writing.company, "amina@wensum.example"), at)
        body = await cast.organisation(session, writing.company, "Quay Voluntary Services", [], at)
        body.is_member, body.is_partner, body.is_infrastructure = False, True, True
        agreement = Agreement(
            display_name=cast.MILL_ROAD,
            signer_name="Ben Marsh",
            signer_title="Manager",
            signer_email="ben@millroad.example",
            authority=Authority.TRUSTEES_AGREED,
            authority_note="on 28 May",
            kind=EvidenceKind.CALL,
            words="Rang 020 7946 0000.",
            agreed_at=at,
            version=1,
        )
        await record(
            session, letter.id, writing.company.organisations[cast.MILL_ROAD].id, agreement, writing.company.actor("Nia"), at
        )
        await signature(session, letter, body.display_name, SignatureState.ACCEPTED, 7, at, body.id)
        stranger = await signature(session, letter, "Heron Club", SignatureState.AWAITING_REVIEW, 8, at, None)
        stranger.route = Route.PUBLIC
    nia = await desk("Nia")
    board = words(await nia.get(BOARD))
    assert "Amina Cole, Chief executive, 10am BST, 2 June 2026 as its chief executive or director" in board
    assert "because the trustees or the board agreed; on 28 May; recorded by the secretariat, with what was said" in board
    told = {row["name"]: row for row in (await nia.api("GET", f"{BOARD}?sort=tier"))["rows"]}
    assert [(name, row["tier"], row["infrastructure"]) for name, row in told.items()] == [
        (cast.LLAIS, "member", False),
        (cast.MILL_ROAD, "member", False),
        (cast.WENSUM, "member", False),
        ("Quay Voluntary Services", "partner", True),
        ("Heron Club", "other", False),
    ]
    recorded = told[cast.MILL_ROAD]
    assert (recorded["role"], recorded["authority"], recorded["evidence"]) == ("Manager", "trustees_agreed", "call")
    assert told[cast.LLAIS]["authority"] is None
    bodies = words(await nia.get(f"{BOARD}?tier=infrastructure"))
    assert "Quay Voluntary Services partner, infrastructure body" in bodies
    assert "Only: infrastructure body." in bodies
    assert "Wensum" not in bodies
    assert [row["name"] for row in (await nia.api("GET", f"{BOARD}?tier=other"))["rows"]] == ["Heron Club"]
    rows = list(csv.DictReader(io.StringIO((await nia.get(f"{BOARD}.csv")).content.decode("utf-8-sig"))))
    by_name = {row["organisation"]: row for row in rows}
    assert (by_name["Heron Club"]["tier"], by_name[cast.MILL_ROAD]["role"]) == ("not a member", "Manager")
    assert by_name[cast.MILL_ROAD]["authority"].startswith("because the trustees or the board agreed; on 28 May")


async def test_what_somebody_declined_says_no_authority(desk: Open, writing: Writing, keys: Keys) -> None:
    letter = await invited_letter(writing)
    async with writing.held() as session:
        opened = await opened_by(session, keys, writing.company, "ben@millroad.example")
        signed = await sign(session, opened, writing.clock.now())
        signed_id = signed.id
    async with writing.held() as session:
        gone = await session.get_one(Signature, signed_id)
        await withdraw(session, gone.id, "", writing.company.actor("Nia"), writing.clock.now())
    writing.clock.advance(hours=1)
    await declined(writing, letter, cast.MILL_ROAD, "No.")
    [row] = (await (await desk("Nia")).api("GET", f"{BOARD}?response=declined"))["rows"]
    assert (row["person"], row["role"], row["authority"]) == ("Ben Marsh", "", None)


async def declined(writing: Writing, letter: Letter, name: str, explanation: str) -> None:
    """An organisation's answer that it does not sign."""
    async with writing.held() as session:
        one = writing.company.organisations[name].id
        invitation = await session.scalar(select(Invitation.id).where(Invitation.organisation_id == one))
        link = await session.scalar(select(InvitationLink.id).where(InvitationLink.invitation_id == invitation))
        session.add(
            Answer(
                coalition_id=letter.coalition_id,
                invitation_id=invitation,
                invitation_link_id=link,
                kind=AnswerKind.DECLINED,
                at=writing.clock.now(),
                person_name="Ben Marsh",
                reasons=["risk"],
                explanation=explanation,
                would_sign_if="The second ask is dropped.",
            )
        )
