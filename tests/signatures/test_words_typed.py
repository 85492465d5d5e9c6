"""What strangers and members type goes nowhere it could do harm: no advertising, nothing unseen, no wrong word of ours."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.errors import Invalid
from campaigns.invitations.models import Answer
from campaigns.signatures.answers import AuthorityAnswer, SignerAnswer, answer_authority, answer_signer
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.models import Authority, Signature, SignatureEvent
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, Story, Window, sign

TURNED = "a\u202eb\u2066c\u200fd"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("signer_name", "Log in at evil-prize.com/pay"),
        ("signer_name", "www.prize.example"),
        ("signer_title", "Mail win@evil-prize.com"),
        ("signer_title", "Head of http://prize"),
    ],
)
def test_a_signers_name_and_title_hold_no_address(field: str, typed: str) -> None:
    answer: dict[str, Any] = {"signer_name": "Amina Cole", "signer_title": "Director", "signer_email": AMINA, field: typed}

    with pytest.raises(Invalid) as refused:
        answer_signer(Signature(), SignerAnswer(**answer))

    assert refused.value.problems == {field: "Leave web addresses out of this."}


def test_a_note_for_the_secretariat_may_say_whom_to_write_to() -> None:
    signature = Signature()

    answer_authority(
        signature, AuthorityAnswer(authority=Authority.DELEGATED, authority_note="Our chair, kim@wensum.example")
    )

    assert signature.authority_note == "Our chair, kim@wensum.example"


async def test_what_turns_writing_around_is_left_out_of_every_answer(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    said = {"person_name": TURNED, "explanation": TURNED, "would_sign_if": TURNED, "reasons": ["risk"]}
    declined = await client.post(f"/api/v1/invitations/{story.tokens[AMINA]}/decline", json=said)
    wish = {"person_name": TURNED, "explanation": f"One\u2028{TURNED}", "needed_by": "2026-06-04"}
    waiting = await client.post(f"/api/v1/invitations/{story.tokens[BEN]}/more-time", json=wish)
    assert (declined.status_code, waiting.status_code) == (200, 200)
    # The same answer once more is the same answer.
    await client.post(f"/api/v1/invitations/{story.tokens[AMINA]}/decline", json=said)
    await sign(Window(client), story.path(JO))

    signature = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await withdraw(session, signature.id, TURNED, story.company.actor("Nia"), clock.now())
        answers = (await session.scalars(select(Answer).order_by(Answer.id))).all()
        reason = await session.scalar(select(SignatureEvent.reason).order_by(SignatureEvent.id.desc()).limit(1))
    assert [(one.person_name, one.explanation, one.would_sign_if) for one in answers] == [
        ("abcd", "abcd", "abcd"),
        ("abcd", "One\nabcd", ""),
    ]
    assert reason == "abcd"


async def test_nobody_is_told_that_an_organisation_has_signed_before_it_has(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(JO), signer_email="typo@nowhere.example")
    no = {"person_name": "Amina Cole", "reasons": ["risk"]}

    refused = await client.post(f"/api/v1/invitations/{story.tokens[AMINA]}/decline", json=no)

    assert refused.status_code == 409
    assert refused.json()["detail"] == (
        "A signature of your organisation is waiting for the email address to be checked."
        " Withdraw the signature before you give another answer."
    )
