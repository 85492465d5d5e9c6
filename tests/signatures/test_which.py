"""Which organisation? The invited one, a branch or project of it, or a different one; from the invitation's own link."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.errors import Invalid
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id
from campaigns.organisations.models import Organisation, OrganisationChange
from campaigns.responses.organisation import response_of
from campaigns.review.actions import Decision, accept
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Route
from campaigns.signatures.public_route import BEGINS_PER_HOUR
from campaigns.signatures.queries import count_accepted
from tests import cast
from tests.signatures.story import AMINA, BEN, INFO, JO, Story, Window, sign

NORWICH = {"whose": "branch", "branch_name": "Wensum Youth", "branch_place": "Norwich"}


async def known_branch(story: Story, name: str, place: str, parent: str = cast.WENSUM) -> UUID:
    """A branch that the secretariat has on record."""
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        branch = await cast.organisation(session, story.company, name, [], story.company.coalition.created_at)
        branch.branch_of_id, branch.locality = story.company.organisations[parent].id, place
        return branch.id


async def decide(story: Story, chosen: UUID | None, *partners: UUID | None) -> None:
    signature = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        decision = Decision(check="Rang the number on their website", organisations=[chosen, *partners])
        await accept(session, signature.id, decision, None, story.company.actor("Nia"), signature.started_at)


async def organisation(story: Story, name: str) -> Organisation:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return (await session.scalars(select(Organisation).where(Organisation.display_name == name))).one()


async def finish(window: Window, **signer: str) -> Window:
    await window.press("Continue")
    await window.press("Continue", signer)
    await window.press("Continue", authority="chief_executive")
    return await window.press("Sign the letter for")


async def test_the_main_path_is_no_press_longer(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(AMINA))
    assert "Not Wensum Voluntary Action (WVA)?" in window.text

    await window.press("Sign for Wensum")

    assert window.heading == "How should Wensum Voluntary Action (WVA) stand in the list?"
    await window.follow("Not Wensum Voluntary Action (WVA)?")
    assert window.heading == "Which organisation are you replying for?"
    assert window.chosen("whose") == []
    await window.press("Continue", whose="invited")
    assert window.path == f"{story.path(AMINA)}/name"
    assert len(await story.signatures()) == 1, "what was begun goes on"


async def test_a_typed_branch_is_reviewed_and_takes_nothing_of_its_parent(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", NORWICH)
    assert window.path.startswith("/s/")
    assert window.heading == "How should the branch or project stand in the list?"
    assert window.value("display_name") == "Wensum Youth (Norwich)"
    await window.press("Continue")
    assert window.value("signer_email") == AMINA, "whom the invitation went to need not type it again"
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    assert "The secretariat checks it before it counts, because it is for a branch or project." in window.text
    await window.press("Sign the letter for")

    assert window.heading == "The secretariat is checking your signature", "her address is known, so no code is asked for"
    branch = await story.newest()
    wensum = story.company.organisations[cast.WENSUM].id
    assert (branch.route, branch.branch_of_id, branch.branch_place) == (Route.PUBLIC, wensum, "Norwich")
    # The invitation is still to be answered, and the parent signs as ever, at once.
    await window.open(story.path(JO))
    assert window.heading == "Will Wensum Voluntary Action (WVA) sign?"
    await sign(window, story.path(JO))
    assert (await story.newest()).state is SignatureState.ACCEPTED


async def test_the_secretariat_adds_the_branch_with_its_parent_and_both_count(
    client: httpx.AsyncClient, story: Story
) -> None:
    await sign(Window(client), story.path(JO))
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", NORWICH)
    await finish(window)

    await decide(story, None)

    added = await organisation(story, "Wensum Youth (Norwich)")
    assert (added.branch_of_id, added.locality) == (story.company.organisations[cast.WENSUM].id, "Norwich")
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 2
        told = await session.scalars(select(OrganisationChange.field).where(OrganisationChange.organisation_id == added.id))
        assert set(told) == {"branch of", "locality"}
        letter = await letter_of_id(session, story.letter_id)
        [sent] = (await response_of(session, letter, story.company.organisations[cast.WENSUM].id)).branches
        assert sent.display_name == "Wensum Youth (Norwich)"


@pytest.mark.parametrize("told", [AMINA, INFO])
async def test_whom_the_parent_has_us_tell_hears_of_its_branch_and_can_say_that_it_is_wrong(
    client: httpx.AsyncClient, story: Story, told: str
) -> None:
    """Amina's invitation was sent on, and somebody whom nobody at Wensum knows signs for a project."""
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", NORWICH)
    await finish(window, signer_email="sam@youth.example")
    await window.press("Continue", code=await story.code())
    await decide(story, None)
    assert set(await story.mailed("signature_notice")) == {AMINA, JO, INFO}

    await window.open(await story.objection_path(told))
    await window.press("This is wrong", person_name="Amina Cole", explanation="We have no such project.")

    assert (await story.newest()).state is SignatureState.SUSPENDED


async def test_a_branch_on_record_is_chosen_and_linked(client: httpx.AsyncClient, story: Story) -> None:
    branch_id = await known_branch(story, "Wensum Advice", "Cromer")
    await known_branch(story, "Mill Road Garden", "", cast.MILL_ROAD)
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    assert "Wensum Advice (Cromer)" in window.text
    assert "Mill Road Garden" not in window.text

    await window.press("Continue", whose="branch")
    assert window.errors == ["Say which branch or project it is."]
    await window.press("Continue", whose="branch", branch=str(branch_id))
    assert window.value("display_name") == "Wensum Advice (Cromer)"
    await finish(window)
    await decide(story, branch_id)

    assert (await story.newest()).state is SignatureState.ACCEPTED
    assert (await organisation(story, "Wensum Advice")).branch_of_id == story.company.organisations[cast.WENSUM].id


async def test_what_was_sent_for_a_branch_is_never_accepted_as_its_parents(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", NORWICH)
    await finish(window)

    with pytest.raises(Invalid, match="which signs for itself"):
        await decide(story, story.company.organisations[cast.WENSUM].id)
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW


async def test_a_parent_is_no_partner_of_its_branch(client: httpx.AsyncClient, story: Story) -> None:
    """The parent signs for itself; a row that names both would take its place."""
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", NORWICH)
    await window.press("Continue", joint_names=cast.WENSUM)
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for")

    with pytest.raises(Invalid, match="which signs for itself"):
        await decide(story, None, story.company.organisations[cast.WENSUM].id)
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW
    await sign(window, story.path(JO))
    assert (await story.newest()).state is SignatureState.ACCEPTED


async def test_what_is_missing_of_a_branch_is_said_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, story: Story
) -> None:
    window = await Window(client).open(f"{story.path(BEN)}/organisation")
    await window.press("Continue")
    assert (window.status, window.errors) == (422, ["Say for whom you reply."])
    await window.press("Continue", whose="branch", branch_name="", branch_place="Dorley")
    assert window.errors == ["Enter the name of the branch or project."]
    assert window.value("branch_place") == "Dorley"
    await window.press("Continue", whose="branch", branch_name=cast.MILL_ROAD, branch_place="")
    assert window.errors[0] == "This is the name of the organisation itself. Enter that of its branch or project."
    await window.press("Continue", whose="branch", branch_name="Garden", branch_place="www.garden.example")
    assert window.status == 422
    assert await story.signatures() == []


async def test_the_link_a_branch_came_by_says_so_and_a_colleagues_does_not(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", NORWICH)
    assert "sent a signature" not in (await Window(client).open(story.path(AMINA))).text, "nothing was sent yet"
    await finish(window)

    own = await Window(client).open(story.path(AMINA))
    assert own.heading == f"Will {cast.WENSUM} sign?", "the organisation itself can still answer"
    assert "Amina Cole sent a signature for Wensum Youth (Norwich) today at" in own.text
    assert "The secretariat is checking it. Its own page is behind the link in the mails to Amina Cole." in own.text
    assert "Wensum Youth (Norwich)" not in (await Window(client).open(story.path(JO))).text
    seen = (await client.get(story.path(AMINA).replace("/r/", "/api/v1/invitations/"))).json()
    assert [sentence.startswith("Amina Cole sent a signature for Wensum Youth") for sentence in seen["traces"]] == [True]


async def test_a_branch_from_another_address_confirms_it_first(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", NORWICH)
    await finish(window, signer_email="lee@wensumyouth.example")

    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL
    assert window.heading == "Check your email"


async def test_a_different_organisation_goes_the_public_way_with_what_was_typed(
    client: httpx.AsyncClient, story: Story
) -> None:
    window = await Window(client).open(story.path(BEN))
    await window.press("Sign for The Mill Road Centre")
    await window.press("Continue")
    await window.press("Continue", signer_name="Benjamin Marsh", signer_phone="020 7946 0001")
    await window.open(f"{story.path(BEN)}/organisation")
    await window.press("Continue", whose="different", other_name="Dorley Bicycle Kitchen")

    assert window.path.startswith("/s/")
    assert window.value("display_name") == "Dorley Bicycle Kitchen"
    await window.press("Continue")
    assert (window.value("signer_name"), window.value("signer_phone")) == ("Benjamin Marsh", "020 7946 0001")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for")
    assert window.heading == "Check your email"
    newest = await story.newest()
    assert (newest.route, newest.branch_of_id, newest.invitation_link_id) == (Route.PUBLIC, None, None)
    # Their own invitation can still be answered.
    await window.open(story.path(BEN))
    assert window.heading == "Will The Mill Road Centre sign?"


async def test_an_invitation_is_no_way_to_begin_without_end(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(BEN)}/organisation")
    path, data = window.form("Continue", {"whose": "different"})

    statuses = [(await client.post(path, data=data)).status_code for _ in range(BEGINS_PER_HOUR + 1)]

    assert statuses == [303] * BEGINS_PER_HOUR + [429]


async def test_once_signing_has_closed_there_is_nothing_to_choose(client: httpx.AsyncClient, story: Story) -> None:
    before = await Window(client).open(f"{story.path(BEN)}/organisation")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        letter = await session.get_one(Letter, story.letter_id)
        letter.signing = letter.signing.CLOSED

    await before.press("Continue", NORWICH)

    assert before.status == 409
    window = await Window(client).open(f"{story.path(BEN)}/organisation")
    assert "Signing has closed" in window.text
    assert await story.signatures() == []


async def test_a_program_signs_for_a_branch(client: httpx.AsyncClient, story: Story) -> None:
    branch_id = await known_branch(story, "Wensum Advice", "Cromer")
    base = f"/api/v1/invitations/{story.tokens[AMINA]}"
    body: dict[str, Any] = {
        "version": 1,
        "display_name": "",
        "signer_name": "Amina Cole",
        "signer_title": "Chair",
        "signer_email": AMINA,
        "authority": "chief_executive",
        "whose": "branch",
    }
    listed = (await client.get(f"{base}/branches")).json()
    assert listed == [{"id": str(branch_id), "name": "Wensum Advice", "place": "Cromer"}]

    refused = await client.post(f"{base}/other-signature", json=body)
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"display_name", "place"})
    answer = await client.post(f"{base}/other-signature", json={**body, "branch_id": str(branch_id)})

    assert (answer.status_code, answer.json()["stand"]) == (201, "awaiting_review")
    assert answer.json()["signature"]["display_name"] == "Wensum Advice (Cromer)"
    assert (await client.get(base)).json()["stand"] == "open"
    different = {**body, "whose": "different", "display_name": "Dorley Bicycle Kitchen"}
    assert (await client.post(f"{base}/other-signature", json=different)).json()["stand"] == "awaiting_email"
