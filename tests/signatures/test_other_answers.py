"""Other ways to answer: not at all, not yet, not alone, not for this organisation, or not by this person."""

import httpx

from campaigns.settings import Settings
from campaigns.signatures.expiring import expire_unfinished
from campaigns.signatures.lifecycle import SignatureState
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, Story, Window, sign
from tests.signatures.test_changing import mail


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
    assert "Siân Huws answered today at 10am BST that Llais Ynys Môn does not sign." in window.text
    assert "There is not enough time to get agreement" in window.text
    assert "You can change your mind until 5pm on Friday 5 June 2026 (BST)" in window.text
    assert await story.mailed("answer_recorded") == [SIAN]

    clock.advance(hours=3)
    await sign(window, story.path(SIAN))
    assert window.heading == "Llais Ynys Môn has signed"


async def test_colleagues_hear_that_their_organisation_declined_but_not_why(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    """Amina's mail was sent on, and whoever got it says no in a name of their own."""
    window = await Window(client).open(f"{story.path(AMINA)}/decline")
    said = {"explanation": "It goes too far.", "would_sign_if": "Sooner", "person_name": "Kit Moss"}
    await window.press("Send this answer", said, reasons=["disagree_part"])

    assert await story.mailed("answer_recorded") == [AMINA, JO, INFO]
    own = await mail(story, settings, clock, "answer_recorded", AMINA)
    assert "It goes too far." in own
    told = await mail(story, settings, clock, "answer_recorded", JO)
    assert "Kit Moss told us that Wensum Voluntary Action (WVA) does not sign" in told
    assert "It goes too far." not in told
    assert "Sooner" not in told
    assert story.path(JO) in told

    await sign(window, story.path(JO))
    assert window.heading == "Wensum Voluntary Action (WVA) has signed"


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
    assert "Jo Pratt answered yesterday at 10am BST that Wensum Voluntary Action (WVA) needs more time" in window.text
    await window.follow("Not sign, and say why")
    assert "What you send now takes its place." in window.text
    await window.press("Send this answer", reasons=["needs_board"])
    assert "Amina Cole answered" in window.text


async def test_somebody_who_may_not_sign_says_who_can(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(JO))
    await window.press("Sign for Wensum")
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="someone_else")

    assert window.heading == "Who can authorise it?"
    await window.follow("Other ways")
    assert "Nothing has been sent." in window.text
    signature = await story.newest()
    assert (signature.state, signature.authority) == (SignatureState.STARTED, None)
    await window.open(f"{story.path(JO)}/check")
    assert window.path.endswith("/authority")


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
