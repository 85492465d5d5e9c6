"""People answer from their phones: whole journeys over HTTP, without JavaScript."""

import httpx

from campaigns.signatures.lifecycle import SignatureState
from tests.conftest import Clock
from tests.signatures.story import AMINA, JO, Story, Window, sign


async def test_amina_reads_and_signs_from_her_invitation(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(AMINA))

    assert window.heading == "Will Wensum Voluntary Action (WVA) sign?"
    assert "Private – not published." in window.text
    assert "Please answer by 5pm on Friday 5 June 2026 (BST): it closes in 3 days." in window.text
    await window.press("Sign for Wensum Voluntary Action (WVA)")
    assert window.path.endswith("/name")
    assert window.value("display_name") == "Wensum Voluntary Action (WVA)"
    await window.press("Continue")
    assert window.heading == "Who is signing?"
    assert window.value("signer_name") == "Amina Cole"
    assert window.chosen("shown") == ["organisation"]
    await window.press("Continue")
    assert window.heading == "Can you sign for Wensum Voluntary Action (WVA)?"
    assert window.chosen("authority") == []
    await window.press("Continue", authority="trustees_agreed", agreed_on="at the meeting on 28 May")
    assert window.heading == "Check your answers before you sign"
    assert (
        "I confirm that Wensum Voluntary Action (WVA) supports “Warm homes for every family” (version 1) "
        "and that I am authorised to sign for it."
    ) in window.text
    await window.press("Sign the letter for Wensum Voluntary Action (WVA)")

    assert window.heading == "Wensum Voluntary Action (WVA) has signed"
    assert f"{story.reference}-0001" in window.text
    assert (await story.newest()).state is SignatureState.ACCEPTED
    assert await story.mailed("signature_accepted") == [AMINA]


async def test_a_colleague_sees_who_signed_and_withdraws(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))
    clock.advance(hours=1)

    window = await Window(client).open(story.path(JO))

    assert window.heading == "Wensum Voluntary Action (WVA) has signed"
    assert "Amina Cole signed for Wensum Voluntary Action (WVA) today at 10:00." in window.text
    await window.follow("Withdraw the signature")
    await window.press("Withdraw the signature", reason="Our board met")
    assert window.heading == "The signature of Wensum Voluntary Action (WVA) is withdrawn"
    assert (await story.newest()).state is SignatureState.WITHDRAWN
