"""People answer from their phones: whole journeys over HTTP, without JavaScript."""

import httpx

from campaigns.signatures.lifecycle import SignatureState
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, Story, Window, sign


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
    signature = await story.newest()
    assert signature.state is SignatureState.ACCEPTED
    assert (signature.authority, signature.authority_note) == ("trustees_agreed", "at the meeting on 28 May")
    assert await story.mailed("signature_accepted") == [AMINA]
    assert set(await story.mailed("signature_notice")) == {JO, "info@wensum.example"}


async def test_a_colleague_sees_who_signed_and_withdraws(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(AMINA))
    clock.advance(hours=1)

    window = await Window(client).open(story.path(JO))

    assert window.heading == "Wensum Voluntary Action (WVA) has signed"
    assert "Amina Cole signed for Wensum Voluntary Action (WVA) today at 10am BST." in window.text
    await window.follow("See the signature")
    assert f"{story.reference}-0001" in window.text
    assert "We have sent a confirmation" not in window.text
    await window.follow("withdraw the signature")
    await window.press("Withdraw the signature", reason="Our board met")
    assert window.heading == "The signature of Wensum Voluntary Action (WVA) is withdrawn"
    assert (await story.newest()).state is SignatureState.WITHDRAWN
    # The same page again shows the present state, and another press changes nothing.
    await window.open(f"{story.path(JO)}/withdraw")
    assert window.heading == "The signature of Wensum Voluntary Action (WVA) is withdrawn"


async def test_after_a_withdrawal_the_same_link_signs_again(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    window = await sign(Window(client), story.path(AMINA))
    await window.follow("withdraw the signature")
    await window.press("Withdraw the signature")
    clock.advance(minutes=5)

    await sign(window, story.path(AMINA))

    assert f"{story.reference}-0002" in window.text
    assert [one.state for one in await story.signatures()] == [SignatureState.WITHDRAWN, SignatureState.ACCEPTED]


async def test_another_address_is_checked_by_its_code_and_reviewed(client: httpx.AsyncClient, story: Story) -> None:
    window = await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")

    assert window.heading == "Check your email"
    assert (
        "If we have not written to ben.private@post.example too often today, a link and a code are on their way."
        in window.text
    )
    assert "Nothing is listed yet. We keep your time: 10am BST on Tuesday 2 June 2026." in window.text
    assert await story.mailed("address_check") == ["ben.private@post.example"]
    code = await story.code()
    await window.press("Continue", code=f" {code[:3]} {code[3:]} ")
    assert window.heading == "The secretariat is checking your signature"
    assert "The Mill Road Centre is not in the list yet." in window.text

    await story.accept(cast.MILL_ROAD)

    await window.open(f"{story.path(BEN)}/signed")
    assert window.heading == "The Mill Road Centre has signed"


async def test_the_mailed_link_confirms_by_its_button_and_then_shows_the_state(
    client: httpx.AsyncClient, story: Story
) -> None:
    await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    path = await story.check_path()

    window = await Window(client).open(path)

    assert window.heading == "Is this your address?"
    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL
    await window.press("Confirm this address")
    assert window.heading == "Your address is confirmed"
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW
    await window.open(path)
    assert window.heading == "Your address is confirmed"
    await window.follow("See your signature, or withdraw it")
    assert window.path.startswith("/s/")
    await window.follow("Withdraw the signature")
    await window.press("Withdraw the signature")
    await window.open(path)
    assert window.heading == "Nothing waits for this address"


async def test_an_organisation_that_nobody_invited_signs_a_published_statement(
    client: httpx.AsyncClient, story: Story
) -> None:
    await story.publish()
    window = await Window(client).open(story.start_path)

    assert "It takes about two minutes." in window.text
    await window.press("Start now")
    assert window.heading == "Which organisation are you signing for?"
    await window.press("Continue", display_name="Żubr Polonia Society")
    assert "Below is how the row will read." in window.text
    await window.press("Continue")
    ewa = {"signer_name": "Ewa Lis", "signer_title": "Prezes", "signer_email": "ewa@zubr.example"}
    await window.press("Continue", ewa)
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for Żubr Polonia Society")
    assert window.heading == "Check your email"
    await window.press("Continue", code=await story.code())
    assert window.heading == "The secretariat is checking your signature"
    reply = window.path.removesuffix("/signed")

    await story.accept()

    await window.open(reply)
    assert window.heading == "Żubr Polonia Society has signed"
    await window.follow("Withdraw the signature")
    await window.press("Withdraw the signature")
    assert window.heading == "The signature of Żubr Polonia Society is withdrawn"
    await window.follow("Sign again")
    assert window.path == story.start_path
    await window.open(reply)
    assert window.heading == "The signature is withdrawn"
    await window.follow("Begin again")
    assert window.path == story.start_path


async def test_the_text_that_was_signed_can_be_kept(client: httpx.AsyncClient, story: Story) -> None:
    window = await sign(Window(client), story.path(AMINA))
    signature = await story.newest()

    await window.follow("Download the text you signed")

    assert window.answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert window.answer.headers["content-disposition"] == f'attachment; filename="{story.reference}-version-1.txt"'
    text = window.answer.text
    assert "1. Fund insulation for every rented home." in text
    assert f"Signature: {story.reference}-0001" in text
    assert " ".join(signature.attested.split()) in " ".join(text.split())
