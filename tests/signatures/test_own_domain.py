"""An address that only the organisation gives out counts once it is confirmed; every other is reviewed."""

import httpx
import pytest

from campaigns.database import hold_to
from campaigns.errors import Invalid
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.models import Organisation, SignOff
from campaigns.signatures.lifecycle import SignatureState
from tests import cast
from tests.signatures.story import BEN, Story, Window, sign

OTHER = "ben.marsh@centre.millroad.example"


async def give_domains(story: Story, organisation: str, domains: str) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        known = await session.get_one(Organisation, story.company.organisations[organisation].id)
        known.mail_domains = domains


async def test_ben_signs_with_another_address_of_the_centre(client: httpx.AsyncClient, story: Story) -> None:
    await give_domains(story, cast.MILL_ROAD, "millroad.example centre.millroad.example")
    window = await sign(Window(client), story.path(BEN), signer_email=OTHER)
    assert window.heading == "Check your email"
    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL, "an address that is typed proves nothing"

    await window.press("Continue", code=await story.code())

    assert window.heading == "The Mill Road Centre has signed"
    signature = await story.newest()
    assert (signature.state, signature.accepted_at is not None) == (SignatureState.ACCEPTED, True)
    assert await story.mailed("signature_accepted") == [OTHER]
    assert await story.mailed("signature_notice") == [BEN], "the invited address is told too"


async def test_the_page_says_before_what_will_count(client: httpx.AsyncClient, story: Story) -> None:
    await give_domains(story, cast.MILL_ROAD, "centre.millroad.example")
    window = await Window(client).open(story.path(BEN))
    await window.press("Sign for")
    await window.press("Continue")
    await window.press("Continue", signer_email=OTHER)
    await window.press("Continue", authority="chief_executive")
    assert "Then it counts, and your organisation’s other contacts are told." in window.text
    await window.press("Sign the letter")
    await window.open(await story.check_path())
    assert "The signature counts then" in window.text
    await window.press("Confirm this address")
    assert "Your address is confirmed" in window.text
    assert (await story.newest()).state is SignatureState.ACCEPTED


@pytest.mark.parametrize(
    ("domains", "email"),
    [
        ("", OTHER),
        ("millroad.example", OTHER),
        ("centre.millroad.example", "ben@evil-centre.millroad.example"),
        ("gmail.com", "ben@gmail.com"),
    ],
)
async def test_everything_else_is_reviewed(client: httpx.AsyncClient, story: Story, domains: str, email: str) -> None:
    await give_domains(story, cast.MILL_ROAD, domains)
    window = await sign(Window(client), story.path(BEN), signer_email=email)
    await window.press("Continue", code=await story.code())
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW
    assert await story.mailed("signature_accepted") == []


async def test_another_name_or_a_partner_is_reviewed_whatever_the_address(client: httpx.AsyncClient, story: Story) -> None:
    await give_domains(story, cast.MILL_ROAD, "centre.millroad.example")
    window = await Window(client).open(story.path(BEN))
    await window.press("Sign for")
    await window.press("Continue", display_name="Wensum Voluntary Action (WVA)")
    await window.press("Continue")
    await window.press("Continue", signer_email=OTHER)
    await window.press("Continue", authority="chief_executive")
    assert "Then the secretariat checks the signature before it counts" in window.text
    await window.press("Sign the letter")
    await window.press("Continue", code=await story.code())
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Wensum.Example, @wva.example;wensum.example", "wensum.example wva.example"), ("", ""), ("zażółć.example", "xn--")],
)
def test_domains_are_kept_as_addresses_have_them(typed: str, kept: str) -> None:
    checked = OrganisationFields(display_name="Wensum", mail_domains=typed).checked().mail_domains
    assert checked == kept or (kept and checked.startswith(kept))


TOO_MANY = " ".join(f"d{number}.example" for number in range(21))


@pytest.mark.parametrize("typed", ["gmail.com", "nowhere", "wensum .example@", TOO_MANY])
def test_what_says_nothing_about_an_organisation_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        OrganisationFields(display_name="Wensum", mail_domains=typed).checked()
    assert set(refusal.value.problems) == {"mail_domains"}


async def test_where_two_people_have_to_agree_no_address_proves_both(client: httpx.AsyncClient, story: Story) -> None:
    """Nia writes the rule down while Ben's address still waits to be confirmed."""
    await give_domains(story, cast.MILL_ROAD, "centre.millroad.example")
    window = await sign(Window(client), story.path(BEN), signer_email=OTHER)
    await story.change_organisation(cast.MILL_ROAD, sign_off=SignOff.TWO_PEOPLE)
    await window.press("Continue", code=await story.code())
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW
