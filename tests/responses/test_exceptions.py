"""The exceptions queue: each thing that waits by its kind, the most pressing first, whatever came when."""

from datetime import timedelta
from urllib.parse import quote

from sqlalchemy import update

from campaigns.individuals.deciding import admit
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.responses.exceptions import count_by_kind, queue
from campaigns.review.kinds import Kind
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Route, Signature
from tests import cast
from tests.individuals.people import SAM, checked, let_in
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.responses.test_board import invited_letter
from tests.signatures.rows import signature

__all__ = ["app", "company", "desk", "rivers", "writing"]

REVIEW = "/letters/FFA-2026-01/review"
REVIEWS = "/letters/FFA-2026-01/reviews"
REVIEWED = SignatureState.AWAITING_REVIEW


async def everything(writing: Writing) -> Letter:
    """One of every kind, what presses least the longest ago."""
    letter = await invited_letter(writing)
    ids = {name: one.id for name, one in writing.company.organisations.items()}
    at = writing.clock.now()
    nia = writing.company.actor("Nia")
    async with writing.held() as session:
        late = await signature(session, letter, "Late Post Society", SignatureState.STARTED, 1, at, None)
        late.number = None
        session.add(
            LateRequest(
                coalition_id=letter.coalition_id,
                letter_id=letter.id,
                signature_id=late.id,
                state=LateState.ASKED,
                received_at=at,
                closed_at=at - timedelta(minutes=1),
                asked_at=at,
            )
        )
        bounced = Message.recipient_email == "sian@llais.example"
        await session.execute(update(Message).where(bounced).values(state="bounced"))
        await let_in(session, letter, nia, at)
        await checked(session, letter, SAM, at)
        await admit(session, letter.id, None, nia, at, admitted=False)

        async def waits(name: str, number: int, known: str = "", email: str = "") -> Signature:
            row = await signature(
                session, letter, name, REVIEWED, number, at + timedelta(minutes=number), ids[known] if known else None
            )
            if email:
                row.signer_email = row.signer_email_key = email
            return row

        await waits("Mill Road Friends", 2, cast.MILL_ROAD, "kit@millroad.example")
        await waits("Acorn Trust", 3, email="ada@acorn.example")
        for number in (4, 5):
            await waits("Heron Club", number, email="kit@heron.example")
        strange = await waits(cast.WENSUM, 6, email="amina.cole@post.example")
        strange.route = Route.PUBLIC
        wrong = await signature(
            session, letter, cast.LLAIS, SignatureState.SUSPENDED, 7, at + timedelta(hours=1), ids[cast.LLAIS]
        )
        wrong.accepted_at = at
    return letter


async def test_every_kind_stands_in_its_place(desk: Open, writing: Writing) -> None:
    letter = await everything(writing)
    async with writing.held() as session:
        detail = await letter_of_id(session, letter.id)
        rows = await queue(session, detail)
        told = [(row.kind, row.name) for row in rows]
        assert told == [
            (Kind.STOP, cast.LLAIS),
            (Kind.IMPOSTOR, cast.WENSUM),
            (Kind.TWICE, "Heron Club"),
            (Kind.TWICE, "Heron Club"),
            (Kind.NOT_MEMBER, "Acorn Trust"),
            (Kind.LOOK, "Mill Road Friends"),
            (Kind.PERSONAL, SAM.name),
            (Kind.LATE, "Late Post Society"),
        ]
        assert await count_by_kind(session, detail) == {kind: len([one for one, _ in told if one is kind]) for kind in Kind}
        paged, after = [], ""
        while part := await queue(session, detail, after=after, limit=3):
            paged += part
            after = part[-1].place
        assert paged == rows
    nia = await desk("Nia")
    page = await nia.get(REVIEW)
    assert "8 all 1 said to be wrong 1 possible impostor 2 same organisation twice 1 not a member" in words(page)
    for row in rows:
        beneath = {Kind.PERSONAL: f"individuals/{row.subject_id}", Kind.LATE: "late"}
        assert f'{nia.base}/letters/FFA-2026-01/{beneath.get(row.kind, f"review/{row.subject_id}")}"' in page.text
    for kind in Kind:
        filtered = await nia.api("GET", f"{REVIEWS}?kind={kind.value}")
        assert [row["name"] for row in filtered["rows"]] == [name for one, name in told if one is kind]
        await nia.get(f"{REVIEW}?kind={kind.value}")
    for nonsense in ("x", "1~2~3", "99~2026-06-02T09:00:00+00:00~x", "1~2026-06-02T09:00:00~" + str(letter.id)):
        assert len((await nia.api("GET", f"{REVIEWS}?after={quote(nonsense)}"))["rows"]) == len(told)


async def test_whom_nobody_reached_waits_only_while_they_could_sign(desk: Open, writing: Writing) -> None:
    letter = await invited_letter(writing)
    async with writing.held() as session:
        bounced = Message.recipient_email == "ben@millroad.example"
        await session.execute(update(Message).where(bounced).values(state="bounced"))
    nia = await desk("Nia")
    page = await nia.get(f"{REVIEW}?kind=bounced")
    assert "1 nobody reached" in words(page)
    mill_road = writing.company.organisations[cast.MILL_ROAD].id
    assert f'{nia.base}/letters/FFA-2026-01/responses/{mill_road}"' in page.text
    async with writing.held() as session:
        (await session.get_one(Letter, letter.id)).signing = "closed"
    assert "Nothing waits for a review." in words(await nia.get(REVIEW))


async def test_an_address_that_fits_makes_nobody_an_impostor(writing: Writing) -> None:
    letter = await invited_letter(writing)
    at = writing.clock.now()
    fits = {
        "kit@wensum.example": Kind.LOOK,  # a colleague of a contact
        "kit@trust.example": Kind.LOOK,  # a mail domain of the organisation's own
        "kit@gmail.com": Kind.IMPOSTOR,
    }
    async with writing.held() as session:
        known = writing.company.organisations[cast.WENSUM]
        known.mail_domains = "other.example trust.example"
        session.add(known)
        detail = await letter_of_id(session, letter.id)
        for number, (email, kind) in enumerate(fits.items(), start=1):
            row = await signature(session, letter, cast.WENSUM, REVIEWED, number, at, known.id)
            row.signer_email = row.signer_email_key = email
            await session.flush()
            assert [one.kind for one in await queue(session, detail)] == [kind], email
            row.state = SignatureState.REJECTED
            await session.flush()


async def test_nobody_else_sees_the_queue(desk: Open, writing: Writing, rivers: cast.Company) -> None:
    await everything(writing)
    rosa, sam = await desk("Rosa"), await desk("Sam", rivers)
    await rosa.get(REVIEW, 403)
    await rosa.api("GET", REVIEWS, 403)
    await sam.api("GET", REVIEWS, 404)


async def test_a_place_that_nobody_was_given_is_the_beginning(desk: Open, writing: Writing) -> None:
    await everything(writing)
    nia = await desk("Nia")
    for rank in ("-1", "-99999999999999999999", "99999999999999999999"):
        place = f"{rank}~2026-06-02T09:00:00+00:00~01a220f0-463e-7730-a1aa-e7d539dfaee8"
        assert "Late Post Society" in words(await nia.get(f"{REVIEW}?after={quote(place)}"))
