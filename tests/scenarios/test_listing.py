"""Acceptance scenarios of the list, each under its number; 14 and 15 are told in `journeys.test_from_list_to_edition`."""

import re

import pytest
from sqlalchemy import func, select

from campaigns.database import hold_to
from campaigns.duplicates.actions import compare, decide
from campaigns.duplicates.models import Decision
from campaigns.errors import NotAllowedNow
from campaigns.invitations.actions import invite
from campaigns.names.matching import matching_key
from campaigns.organisations.models import Organisation
from campaigns.review.actions import Decision as Accepted
from campaigns.review.actions import accept
from campaigns.signatures.lifecycle import LIVE, SignatureState
from campaigns.signatures.models import Signatory
from tests import cast
from tests.mail.reading import text_of
from tests.scenarios.scene import Scene
from tests.signatures.story import sign

NORTHGATE = "Northgate Community and Voluntary Service (NCVS)"


@pytest.mark.parametrize("name", ["NCVS", "Northgate CVS"])
async def test_scenario_16_a_duplicate_by_another_name(scene: Scene, name: str) -> None:
    """Northgate has signed; a colleague who does not know it signs by the public page under another name of theirs."""
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
    waiting = await scene.story.newest()
    assert waiting.state is SignatureState.AWAITING_REVIEW

    nia = await scene.secretariat()
    await nia.open(f"{scene.letter}/review/{waiting.id}")

    assert f"Which organisation is “{name}”? {NORTHGATE}" in nia.text
    assert "Pat Lowe has signed this letter for it already." in nia.text
    assert await rows(scene) == 1
    # In a hurry it is accepted as another organisation all the same, and found to be the same one afterwards.
    ids = await accept_as_new(scene, name)
    assert await rows(scene) == 2
    with pytest.raises(NotAllowedNow, match="have both signed"):
        await merge(scene, ids)
    await nia.open(f"{scene.letter}/signatures/{waiting.id}/settle")
    await nia.press("Remove it", reason="duplicate", details="Pat Lowe had signed for you.")
    # Accepted and removed within a minute: both mails leave in one pass, in either order.
    told = [text_of(one) for one in await scene.deliver() if one["To"] == "lee@post.example"]
    assert sum("Pat Lowe had signed for you." in text for text in told) == 1
    await merge(scene, ids)

    assert await rows(scene) == 1
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        named = select(func.count()).select_from(Organisation).where(Organisation.display_name.in_([NORTHGATE, name]))
        assert await session.scalar(named) == 1


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


async def merge(scene: Scene, ids: tuple[Organisation, Organisation]) -> None:
    kept, other = ids
    async with scene.story.sessions.begin() as session:
        company, now = scene.story.company, scene.clock.now()
        hold_to(session, company.id)
        pair = await compare(session, company.id, kept.id, other.id, now)
        await decide(session, pair.id, Decision.SAME, kept.id, company.actor("Nia"), now)


async def rows(scene: Scene) -> int:
    """How many live signatures the letter has of anybody called Northgate."""
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        live = select(func.count()).select_from(Signatory).where(Signatory.state.in_(LIVE))
        return await session.scalar(live) or 0
