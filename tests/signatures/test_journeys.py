"""People answer from their phones: whole journeys over HTTP, without JavaScript."""

import httpx

from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.public_route import BEGINS_PER_HOUR
from campaigns.signatures.reviewing import expire_unfinished
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, SIAN, Story, Window, sign


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
    assert "Amina Cole signed for Wensum Voluntary Action (WVA) today at 10:00." in window.text
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
    assert "We sent a link and a code to ben.private@post.example." in window.text
    assert "Nothing is listed yet. We keep your time: 10am on Tuesday 2 June 2026." in window.text
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


async def test_two_organisations_sign_in_one_row_and_are_reviewed(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(BEN))
    await window.press("Sign for The Mill Road Centre")
    await window.press("Continue", joint_names="Canal Together\r\n\r\nRe'New Transport Circle\r\n")
    assert "The Mill Road Centre and Canal Together and Re'New Transport Circle" in window.text
    assert window.value("display_name") == "The Mill Road Centre"
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="delegated", delegated_by="the director")
    assert "The secretariat checks it before it counts, because it names several organisations." in window.text
    await window.press("Sign the letter for")

    assert window.heading == "The secretariat is checking your signature"
    assert "Re'New Transport Circle support “Warm homes" in (await story.newest()).attested
    await story.accept(cast.MILL_ROAD)
    await window.open(story.path(BEN))
    assert window.heading == "The Mill Road Centre and Canal Together and Re'New Transport Circle have signed"


async def test_from_an_invitation_somebody_signs_for_a_different_organisation(
    client: httpx.AsyncClient, story: Story
) -> None:
    window = await Window(client).open(story.path(BEN))
    await window.follow("Sign for a different organisation")
    await window.press("Start")

    assert window.path.startswith("/s/")
    assert window.heading == "Which organisation are you signing for?"
    await window.press("Continue", display_name="Mill Road Youth Project")
    await window.press("Continue")
    # Their own invitation can still be answered.
    await window.open(story.path(BEN))
    assert window.heading == "Will The Mill Road Centre sign?"


async def test_an_invitation_is_no_way_to_begin_without_end(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(BEN)}/organisation")
    path, data = window.form("Start", {})

    statuses = [(await client.post(path, data=data)).status_code for _ in range(BEGINS_PER_HOUR + 1)]

    assert statuses == [303] * BEGINS_PER_HOUR + [429]


async def test_the_links_of_a_signature_that_came_to_nothing_say_so(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await story.publish()
    window = await Window(client).open(story.start_path)
    await window.press("Start now")
    reply = window.path.removesuffix("/name")
    async with story.sessions.begin() as session:
        await expire_unfinished(session, clock.advance(days=14))

    await story.change_letter(deadline_at=None)
    await window.open(reply)

    assert window.heading == "This signature came to nothing"
    assert "were not sent within 14 days" in window.text
    await window.follow("Begin again")
    assert window.path == story.start_path


async def test_sian_declines_in_confidence_and_then_changes_her_mind(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await Window(client).open(story.path(SIAN))
    await window.follow("Not sign, and say why")
    assert window.chosen("who_sees") == ["secretariat"]
    said = {"explanation": "Ask 2.\r\n\r\nIt goes too far.", "would_sign_if": "Sooner"}
    await window.press("Send this answer", said, reasons=["disagree_part", "no_time"])

    assert window.heading == "Your answer is recorded"
    assert "Siân Huws answered today at 10:00 that Llais Ynys Môn does not sign." in window.text
    assert "There is not enough time to get agreement" in window.text
    assert "You can change your mind until 5pm on Friday 5 June 2026 (BST)" in window.text
    assert await story.mailed("answer_recorded") == [SIAN]

    clock.advance(hours=3)
    await sign(window, story.path(SIAN))
    assert window.heading == "Llais Ynys Môn has signed"


async def test_jo_needs_more_time_and_amina_replaces_the_answer(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await Window(client).open(story.path(JO))
    await window.follow("Need more time or another person")
    day = {"needed_by-day": "4", "needed_by-month": "June", "needed_by-year": "2026", "explanation": "The board meets"}
    await window.press("Ask for more time", day)
    assert window.heading == "We know that you need more time"
    assert "needs more time and expects to answer by 4 June 2026." in window.text

    clock.advance(hours=20)
    await window.open(story.path(AMINA))
    assert "Jo Pratt answered yesterday at 10:00 that Wensum Voluntary Action (WVA) needs more time" in window.text
    await window.follow("Not sign, and say why")
    assert "What you send now takes its place." in window.text
    await window.press("Send this answer", reasons=["needs_board"])
    assert "Amina Cole answered" in window.text


async def test_somebody_who_may_not_sign_records_nothing(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(JO))
    await window.press("Sign for Wensum")
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="someone_else")

    assert window.heading == "Someone else has to authorise it"
    assert "Nothing has been recorded." in window.text
    signature = await story.newest()
    assert (signature.state, signature.authority) == (SignatureState.STARTED, None)
    await window.open(f"{story.path(JO)}/check")
    assert window.path.endswith("/authority")


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


async def test_changing_one_answer_goes_back_to_the_check(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for Wensum")
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")

    await window.follow("Change who signs")
    await window.press("Continue", shown="person", signer_phone="020 7946 0000 ext 12")

    assert window.heading == "Check your answers before you sign"
    assert "Amina Cole, Chief executive" in window.text
    assert "020 7946 0000 ext 12" in window.text
