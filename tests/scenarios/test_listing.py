"""Acceptance scenarios of the list, each under its number; 14 and 15 are told in `journeys.test_from_list_to_edition`."""

import re
from uuid import UUID

import pytest
from sqlalchemy import func, select

from campaigns.database import hold_to
from campaigns.duplicates.actions import compare
from campaigns.invitations.actions import invite
from campaigns.names.matching import matching_key
from campaigns.organisations.models import Organisation
from campaigns.review.actions import Decision as Accepted
from campaigns.review.actions import accept
from campaigns.signatures.lifecycle import LIVE, SignatureState
from campaigns.signatures.models import Signatory, Signature
from tests import cast
from tests.mail.reading import text_of
from tests.scenarios.scene import Scene
from tests.signatures.story import Window, sign

NORTHGATE = "Northgate Community and Voluntary Service (NCVS)"


@pytest.mark.parametrize("name", ["NCVS", "Northgate CVS"])
async def test_scenario_16_a_duplicate_by_another_name(scene: Scene, name: str) -> None:
    """Northgate has signed; a colleague who does not know it signs by the public page under another name of theirs."""
    first, waiting, colleague = await signed_twice(scene, name)
    nia = await scene.secretariat()
    await nia.open(f"{scene.letter}/review/{waiting.id}")
    assert f"Which organisation is “{name}”? {NORTHGATE}" in nia.text
    assert "Pat Lowe has signed this letter for it already." in nia.text
    assert await rows(scene) == 1
    # In a hurry it is accepted as another organisation all the same, and found to be the same one afterwards.
    ids = await accept_as_new(scene, name)
    assert await rows(scene) == 2
    await scene.deliver()

    await nia.open(await pair_path(scene, ids))
    assert "Letters that both have signed" in nia.text
    assert f"{NORTHGATE}, signed by Pat Lowe This one was accepted first." in nia.text
    [stays] = {one for one in nia.page.xpath("//input/@name") if one.startswith("stays-")}
    assert nia.chosen(stays) == [str(first.id)]
    await nia.press("Save the decision", decision=keeping(ids))
    assert "The two organisations are one now." in nia.text

    assert await rows(scene) == 1
    assert await named(scene, name) == 0
    assert [one.state for one in await scene.story.signatures()] == [SignatureState.ACCEPTED, SignatureState.SUPERSEDED]
    assert (await scene.story.newest()).superseded_by_id == first.id
    assert (await scene.story.steps())[-1] == ("supersede", "Nia Rees")
    [told] = [one for one in await scene.deliver() if one["To"] == "lee@post.example"]
    assert f"{scene.story.reference}-0001" in text_of(told)
    await colleague.open(scene.path_in(told, "/s/"))
    assert colleague.heading == f"Another signature of {name} took the place of this one"
    assert f"{scene.story.reference}-0001, which Pat Lowe sent today" in colleague.text
    assert not colleague.page.xpath("//main//button")


@pytest.mark.parametrize("name", ["NCVS", "Northgate CVS"])
async def test_scenario_16_the_second_takes_the_place_of_the_first(scene: Scene, name: str) -> None:
    """Northgate wants the colleague's signature to stand, and Nia says so when she reviews it."""
    first, waiting, _ = await signed_twice(scene, name)
    await scene.deliver()
    northgate = await organisation_named(scene, NORTHGATE)
    nia, tom = await scene.secretariat(), await scene.secretariat("Tom")
    for one in (nia, tom):
        await one.open(f"{scene.letter}/review/{waiting.id}")
    assert f"In place of the signature of {NORTHGATE} by Pat Lowe, Manager ({scene.story.reference}-0001)" in nia.text
    chosen = {"organisation-0": str(northgate), "how": "replied"}
    both = {**chosen, "do": "accept"}

    await press_accept(nia, both)
    assert nia.status == 409
    assert any("has signed the letter already" in one for one in nia.errors)
    assert await rows(scene) == 1
    await press_accept(nia, {**both, "in_place_of": str(first.id)})
    assert "accepted" in nia.text
    await press_accept(tom, {**both, "in_place_of": str(first.id)})
    assert tom.status == 409
    assert "Nia Rees was first" in tom.text

    assert await rows(scene) == 1
    old, new = await scene.story.signatures()
    assert (old.state, new.state) == (SignatureState.SUPERSEDED, SignatureState.ACCEPTED)
    assert old.superseded_by_id == new.id
    assert await named(scene, name) == 0, "it is listed under the organisation that was known"
    await nia.open(f"{scene.letter}/signatures/{first.id}")
    assert f"Replaced by{scene.story.reference}-0002, signed by Lee Park" in nia.text
    assert "Replaced by another signature of the organisation, by Nia Rees" in nia.text
    await nia.open(f"{scene.letter}/signatures/{new.id}")
    assert f"In place of{scene.story.reference}-0001, signed by Pat Lowe" in nia.text
    told = [text_of(one) for one in await scene.deliver() if one["To"] == "pat@northgate.example"]
    assert sum("the other signature took the place of this one" in " ".join(one.split()) for one in told) == 1
    assert sum("Is this wrong?" in one or "This is wrong" in one for one in told) == 1, "Pat is told of Lee's as well"


async def signed_twice(scene: Scene, name: str) -> tuple[Signature, Signature, Window]:
    """Pat has signed for Northgate by its invitation, and Lee under another name by the public page."""
    await invite_northgate(scene)
    [mail] = [one for one in await scene.deliver() if one["To"] == "pat@northgate.example"]
    await sign(await scene.browser(), scene.path_in(mail, "/r/"))
    await scene.story.publish()
    colleague = await scene.browser()
    await colleague.open(scene.story.start_path)
    await colleague.press("Start now")
    await colleague.press("Continue", display_name=name)
    await colleague.press("Continue")
    await colleague.press("Continue", signer_name="Lee Park", signer_title="Trustee", signer_email="lee@post.example")
    await colleague.press("Continue", authority="trustees_agreed", agreed_on="On 1 June")
    await colleague.press("Sign the letter for")
    [check] = [one for one in await scene.deliver() if one["To"] == "lee@post.example"]
    [code] = re.findall(r"^ *(\d{6})$", text_of(check), re.MULTILINE)
    await colleague.press("Continue", code=code)
    first, waiting = await scene.story.signatures()
    assert waiting.state is SignatureState.AWAITING_REVIEW
    return first, waiting, colleague


async def press_accept(window: Window, fields: dict[str, str]) -> None:
    path, held = window.form("Accept and list it", {name: value for name, value in fields.items() if name != "do"})
    await window.send(path, {**held, "do": "accept"})


async def invite_northgate(scene: Scene) -> None:
    async with scene.story.sessions.begin() as session:
        company, now = scene.story.company, scene.clock.now()
        hold_to(session, company.id)
        row = await cast.organisation(session, company, NORTHGATE, [("Pat Lowe", "Manager", "pat@northgate.example")], now)
        row.acronym = "NCVS"
        await invite(session, scene.story.letter_id, [row.id], None, company.actor("Nia"), now)


async def accept_as_new(scene: Scene, name: str) -> tuple[Organisation, Organisation]:
    signature = await scene.story.newest()
    async with scene.story.sessions.begin() as session:
        company = scene.story.company
        hold_to(session, company.id)
        decision = Accepted(check="Rang the number on their website", organisations=[None])
        await accept(session, signature.id, decision, None, company.actor("Nia"), scene.clock.now())
        found = await session.scalars(
            select(Organisation).where(Organisation.name_key.in_([matching_key(NORTHGATE), matching_key(name)]))
        )
        kept, other = sorted(found, key=lambda one: one.display_name != NORTHGATE)
        return kept, other


async def pair_path(scene: Scene, ids: tuple[Organisation, Organisation]) -> str:
    """Where the two are compared."""
    async with scene.story.sessions.begin() as session:
        company, now = scene.story.company, scene.clock.now()
        hold_to(session, company.id)
        pair = await compare(session, company.id, ids[0].id, ids[1].id, now)
        return f"/secretariat/fair-futures/organisations/duplicates/{pair.id}"


def keeping(ids: tuple[Organisation, Organisation]) -> str:
    """What is chosen on that page to keep the first."""
    return "keep_one" if ids[0].id < ids[1].id else "keep_other"


async def organisation_named(scene: Scene, name: str) -> UUID:
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        return (await session.scalars(select(Organisation.id).where(Organisation.display_name == name))).one()


async def named(scene: Scene, name: str) -> int:
    """How many organisations go by this name of their own, but for Northgate."""
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        return len((await session.scalars(select(Organisation.id).where(Organisation.display_name == name))).all())


async def rows(scene: Scene) -> int:
    """How many live signatures the letter has of anybody called Northgate."""
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        live = select(func.count()).select_from(Signatory).where(Signatory.state.in_(LIVE))
        return await session.scalar(live) or 0
