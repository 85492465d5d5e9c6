"""Amina signs for Wensum from her invitation; others try what they should not be able to do."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.access import Opened, open_link
from campaigns.invitations.actions import invite
from campaigns.invitations.models import InvitationLink
from campaigns.letters.actions import begin_letter, lock
from campaigns.mail.models import Message
from campaigns.review.actions import Decision, accept, reject
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.confirming import code_is_right, confirm_address
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Signatory, Signature, SignatureEvent
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route, submit
from campaigns.tokens import Keys, Purpose
from tests import cast

VISITOR = Actor(ActorKind.LINK, "a visitor")
DEADLINE = datetime(2026, 6, 5, 16, tzinfo=UTC)


@pytest.fixture
async def company(session: AsyncSession, now: datetime) -> cast.Company:
    company = await cast.fair_futures(session, now)
    hold_to(session, company.id)
    return company


@pytest.fixture
async def letter_id(session: AsyncSession, company: cast.Company, now: datetime) -> UUID:
    """A locked letter to which all three members are invited."""
    nia = company.actor("Nia")
    letter = await begin_letter(session, company.id, cast.letter(), nia, now)
    await lock(session, letter.id, None, nia, now)
    wave = await invite(session, letter.id, [one.id for one in company.organisations.values()], None, nia, now)
    assert (wave.organisations, wave.mails, wave.unreachable) == (3, 5, 0)
    return letter.id


async def opened_by(session: AsyncSession, keys: Keys, company: cast.Company, email: str) -> Opened:
    link = await session.scalar(select(InvitationLink).where(InvitationLink.contact_id == company.contacts[email].id))
    assert link is not None
    return await open_link(session, keys, keys.token(Purpose.INVITATION, link.id, link.rotation))


async def sign(session: AsyncSession, opened: Opened, at: datetime, email: str = "", **name: object) -> Signature:
    signature = await begin_by_invitation(session, opened, at)
    if name:
        answer_name(signature, NameAnswer(**name))  # type: ignore[arg-type]
    answer_signer(
        signature,
        SignerAnswer(
            signer_name=opened.contact_name or "Jo Pratt",
            signer_title=opened.contact_role or "Policy officer",
            signer_email=email or opened.contact_email,
        ),
    )
    answer_authority(signature, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
    return await submit(session, signature.id, None, VISITOR, at)


async def mails(session: AsyncSession, kind: str) -> set[str]:
    return set(await session.scalars(select(Message.recipient_email).where(Message.kind == kind)))


async def test_amina_signs_from_her_invitation_and_her_colleagues_are_told(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    opened = await opened_by(session, keys, company, "amina@wensum.example")

    signature = await sign(session, opened, now)

    assert signature.state is SignatureState.ACCEPTED
    assert signature.number == 1
    assert signature.attested == (
        "I confirm that Wensum Voluntary Action (WVA) supports “Warm homes for every family” (version 1) "
        "and that I am authorised to sign for it."
    )
    assert await mails(session, "signature_accepted") == {"amina@wensum.example"}
    assert await mails(session, "signature_notice") == {"jo@wensum.example", "info@wensum.example"}
    event = await session.scalar(select(SignatureEvent).where(SignatureEvent.signature_id == signature.id))
    assert event is not None
    assert (event.from_state, event.to_state, event.actor_name) == ("started", "accepted", "Amina Cole")
    assert len(event.version_hash) == 64


async def test_a_second_colleague_is_told_who_signed(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    jos_page = await opened_by(session, keys, company, "jo@wensum.example")
    begun = await begin_by_invitation(session, jos_page, now)
    await sign(session, await opened_by(session, keys, company, "amina@wensum.example"), now)

    with pytest.raises(Conflict, match="Amina Cole signed at 10am on Tuesday 2 June 2026"):
        await begin_by_invitation(session, jos_page, now)
    answer_signer(begun, SignerAnswer(signer_name="Jo Pratt", signer_title="Officer", signer_email="jo@wensum.example"))
    answer_authority(begun, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
    with pytest.raises(Conflict, match="signed this letter already"):
        await submit(session, begun.id, None, VISITOR, now)


async def test_another_address_is_checked_and_then_reviewed(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    opened = await opened_by(session, keys, company, "ben@millroad.example")

    signature = await sign(session, opened, now, email="ben.private@post.example")

    assert signature.state is SignatureState.AWAITING_EMAIL
    assert await mails(session, "address_check") == {"ben.private@post.example"}
    assert await mails(session, "signature_accepted") == set()
    code = keys.code(Purpose.ADDRESS_CHECK, signature.id, signature.rotation)
    assert not await code_is_right(session, keys, signature.id, "000000" if code != "000000" else "000001")
    assert await code_is_right(session, keys, signature.id, f" {code[:3]} {code[3:]} ")
    await confirm_address(session, signature.id, VISITOR, now)
    assert (await session.get_one(Signature, signature.id)).state is SignatureState.AWAITING_REVIEW

    nia = company.actor("Nia")
    with pytest.raises(Invalid, match="how you checked"):
        await accept(session, signature.id, Decision(check=" ", organisations=[None]), None, nia, now)
    mill_road = company.organisations[cast.MILL_ROAD].id
    decision = Decision(check="Rang the number on their website", organisations=[mill_road])
    accepted = await accept(session, signature.id, decision, None, nia, now)
    assert accepted.state is SignatureState.ACCEPTED
    assert await mails(session, "signature_notice") == {"ben@millroad.example"}


async def test_five_wrong_codes_end_the_code(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    opened = await opened_by(session, keys, company, "ben@millroad.example")
    signature = await sign(session, opened, now, email="ben.private@post.example")
    code = keys.code(Purpose.ADDRESS_CHECK, signature.id, signature.rotation)
    wrong = "111111" if code != "111111" else "222222"

    for _ in range(5):
        assert not await code_is_right(session, keys, signature.id, wrong)

    assert not await code_is_right(session, keys, signature.id, code)


async def test_a_joint_row_is_reviewed_and_counts_both_organisations(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    opened = await opened_by(session, keys, company, "ben@millroad.example")

    signature = await sign(
        session, opened, now, display_name="The Mill Road Centre and Canal Together", joint_names=["Canal Together"]
    )

    assert signature.state is SignatureState.AWAITING_REVIEW
    decision = Decision(check="Both directors wrote", organisations=[company.organisations[cast.MILL_ROAD].id, None])
    await accept(session, signature.id, decision, None, company.actor("Nia"), now)
    names = await session.scalars(
        select(Signatory.name).where(Signatory.signature_id == signature.id).order_by(Signatory.position)
    )
    assert list(names) == ["The Mill Road Centre", "Canal Together"]
    assert signature.display_name == "The Mill Road Centre and Canal Together"


async def test_the_deadline_decides_by_the_time_of_receipt_even_when_the_closing_job_is_late(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    amina = await opened_by(session, keys, company, "amina@wensum.example")
    ben = await opened_by(session, keys, company, "ben@millroad.example")
    begun = await begin_by_invitation(session, ben, now)
    answer_authority(begun, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))

    just_in_time = await sign(session, amina, DEADLINE - timedelta(milliseconds=100))
    assert just_in_time.state is SignatureState.ACCEPTED
    with pytest.raises(NotAllowedNow, match="Signing has closed"):
        await submit(session, begun.id, None, VISITOR, DEADLINE + timedelta(milliseconds=100))


async def test_nobody_signs_without_saying_on_what_authority(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    signature = await begin_by_invitation(session, await opened_by(session, keys, company, "amina@wensum.example"), now)

    with pytest.raises(Invalid, match="whether you can sign"):
        await submit(session, signature.id, None, VISITOR, now)
    with pytest.raises(Invalid):
        answer_authority(signature, AuthorityAnswer(authority=None))


async def test_withdrawing_makes_room_for_signing_again_and_keeps_both_records(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    opened = await opened_by(session, keys, company, "amina@wensum.example")
    first = await sign(session, opened, now)

    await withdraw(session, first.id, "Our board met", opened.actor(), now)
    await withdraw(session, first.id, "Our board met", opened.actor(), now)
    second = await sign(session, opened, now + timedelta(hours=1))

    assert (first.state, second.state) == (SignatureState.WITHDRAWN, SignatureState.ACCEPTED)
    assert second.number == 2
    assert await mails(session, "signature_withdrawn") == {
        "amina@wensum.example",
        "jo@wensum.example",
        "info@wensum.example",
    }
    steps = await session.scalar(
        select(func.count()).select_from(SignatureEvent).where(SignatureEvent.signature_id == first.id)
    )
    assert steps == 2


async def test_an_organisation_nobody_invited_is_reviewed_and_added_when_accepted(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    letter = (await opened_by(session, keys, company, "amina@wensum.example")).letter
    signature = await begin_by_public_route(session, letter, now)
    answer_name(signature, NameAnswer(display_name="Żubr  Polonia Society"))
    answer_signer(signature, SignerAnswer(signer_name="Ewa Lis", signer_title="Prezes", signer_email="ewa@zubr.example"))
    answer_authority(signature, AuthorityAnswer(authority=Authority.TRUSTEES_AGREED, authority_note="on 1 June"))
    await submit(session, signature.id, None, VISITOR, now)
    await confirm_address(session, signature.id, VISITOR, now)

    await accept(session, signature.id, Decision(check="Rang them", organisations=[None]), None, company.actor("Nia"), now)

    assert signature.state is SignatureState.ACCEPTED
    assert signature.display_name == "Żubr Polonia Society"
    second = await begin_by_public_route(session, letter, now)
    answer_name(second, NameAnswer(display_name="Żubr Polonia Society"))
    answer_signer(second, SignerAnswer(signer_name="Jan", signer_title="Clerk", signer_email="jan@zubr.example"))
    answer_authority(second, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
    second_id = second.id
    await submit(session, second_id, None, VISITOR, now)
    await confirm_address(session, second_id, VISITOR, now)
    decision = Decision(check="Rang them", organisations=[None])
    with pytest.raises(Conflict, match="signed the letter already"):
        await accept(session, second_id, decision, None, company.actor("Nia"), now)
    await reject(session, second_id, "Your society has signed already.", None, company.actor("Nia"), now)
    assert await mails(session, "signature_rejected") == {"jan@zubr.example"}
