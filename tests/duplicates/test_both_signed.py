"""Two organisations that are one have both signed a letter: one signature stays, as Nia says, and nothing is lost."""

import asyncio

import pytest
from sqlalchemy import func, select

from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.duplicates.actions import compare, decide
from campaigns.duplicates.both_signed import both_signed
from campaigns.duplicates.models import Decision
from campaigns.duplicates.queries import open_pairs, pair_detail
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.actions import close_signing
from campaigns.mail.models import Message
from campaigns.names.matching import matching_key
from campaigns.organisations.models import Contact, Organisation
from campaigns.publication.actions import freeze
from campaigns.publication.models import EditionEntry
from campaigns.responses.queries import all_rows, figures
from campaigns.responses.rows import Response
from campaigns.signatures.leaving import suspend, withdraw
from campaigns.signatures.lifecycle import LIVE, SignatureState
from campaigns.signatures.models import Signatory, Signature, SignatureEvent
from campaigns.signatures.queries import count_accepted, signature_of_organisation
from campaigns.signatures.superseding import successor_of
from tests import cast
from tests.publication.stage import SITE, Stage

TWIN = "Wensum Vol. Action"


async def with_twin(session, now):
    company = await cast.fair_futures(session, now)
    hold_to(session, company.id)
    contacts = [("Zoe Hart", "Trustee", "zoe@wensum.example"), ("", "", "office@wensum.example")]
    await cast.organisation(session, company, TWIN, contacts, now)
    return company


@pytest.fixture
async def company(session, now):
    """Fair Futures, with Wensum on the list a second time: Zoe is a contact of the second only."""
    return await with_twin(session, now)


@pytest.fixture
def stage(session, company, keys, now):
    return Stage(session, company, keys, now)


@pytest.fixture
def merge(session, company, now):
    """Nia says that the two are one; `stays` are the signatures that she leaves."""

    async def merge(*stays, kept=cast.WENSUM, other=TWIN):
        ids = [company.organisations[name].id for name in (kept, other)]
        pair = await compare(session, company.id, *ids, now)
        return await decide(session, pair.id, Decision.SAME, ids[0], company.actor("Nia"), now, [one.id for one in stays])

    return merge


async def live(session):
    return await session.scalar(select(func.count()).select_from(Signatory).where(Signatory.state.in_(LIVE)))


@pytest.mark.parametrize("theirs_stays", [True, False])
async def test_one_stays_and_the_other_says_which(session, company, stage, merge, now, theirs_stays):
    letter = await stage.open()
    amina, zoe = await stage.sign(letter, cast.WENSUM), await stage.sign(letter, TWIN)
    stays, goes = (zoe, amina) if theirs_stays else (amina, zoe)
    assert await count_accepted(session, letter.id) == 2

    await merge(stays)

    for signature in (amina, zoe):
        await session.refresh(signature)
    wensum = company.organisations[cast.WENSUM].id
    assert (stays.state, goes.state) == (SignatureState.ACCEPTED, SignatureState.SUPERSEDED)
    assert goes.superseded_by_id == stays.id
    assert (await count_accepted(session, letter.id), await live(session)) == (1, 1)
    assert set(await session.scalars(select(Signatory.organisation_id))) == {wensum}, "both are kept, with the one"
    shown = await signature_of_organisation(session, letter.id, wensum)
    assert shown.id == stays.id
    event = await session.scalar(select(SignatureEvent).where(SignatureEvent.step == "supersede"))
    assert (event.signature_id, event.actor_name) == (goes.id, "Nia Rees")
    assert event.reason == (
        f"{letter.reference}-{stays.number:04}, sent by {stays.signer_name}, stands in its place."
        f" {TWIN} was merged into {cast.WENSUM}."
    )
    told = set(await session.scalars(select(Message.recipient_email).where(Message.kind == "signature_superseded")))
    ours = {"amina@wensum.example", "jo@wensum.example", "info@wensum.example"}
    assert told == (ours if theirs_stays else {"zoe@wensum.example", "office@wensum.example"})
    successor = await successor_of(session, goes.id)
    assert (successor.signature_id, successor.signer_name, successor.stands) == (stays.id, stays.signer_name, True)
    counted = await figures(session, letter.id)
    assert (counted[Response.SIGNED], counted[Response.SUPERSEDED]) == (1, 0)
    # Where the one that stayed leaves, that is the organisation's last word.
    await withdraw(session, stays.id, "", company.actor("Nia"), now)
    assert (await signature_of_organisation(session, letter.id, wensum)).id == stays.id
    [row] = [one for one in await all_rows(session, letter.id) if one.organisation_id == wensum]
    assert row.response is Response.WITHDRAWN
    assert not (await successor_of(session, goes.id)).stands


async def test_what_was_superseded_before_names_the_one_that_stands_now(session, company, stage, merge, now):
    letter = await stage.open()
    amina, zoe, ben = [await stage.sign(letter, name) for name in (cast.WENSUM, TWIN, cast.MILL_ROAD)]
    await merge(zoe)
    await merge(ben, other=cast.MILL_ROAD)
    for signature in (amina, zoe):
        await session.refresh(signature)
        assert signature.superseded_by_id == ben.id


async def test_it_is_said_for_each_letter_and_never_chosen_by_itself(session, company, stage, merge):
    one = await stage.open()
    other = await stage.open(cast.letter(title="Clean air", working_title="Clean air"))
    amina, zoe = [await stage.sign(one, name) for name in (cast.WENSUM, TWIN)]
    await stage.sign(other, TWIN)
    with pytest.raises(Invalid, match=r"Both have signed FFA-2026-01\. Say which of the two signatures stays"):
        await merge()
    with pytest.raises(Invalid):
        await merge(amina, zoe)
    assert await live(session) == 3
    await merge(amina)
    assert await live(session) == 2, "what only one of them has signed goes to the one that is kept"


async def test_what_is_no_longer_so_is_looked_at_again(session, company, stage, merge, now):
    letter = await stage.open()
    amina, zoe = [await stage.sign(letter, name) for name in (cast.WENSUM, TWIN)]
    await withdraw(session, zoe.id, "", company.actor("Nia"), now)
    with pytest.raises(NotAllowedNow, match="withdrawn or decided on meanwhile, so nothing was merged"):
        await merge(zoe)
    assert await session.get(Organisation, company.organisations[TWIN].id) is not None
    await merge()
    await session.refresh(amina)
    assert amina.state is SignatureState.ACCEPTED


async def test_a_joint_row_stays_or_nobody_does(session, company, stage, merge, now):
    """Acorn Trust signed in the same row and would leave the list with it."""
    letter = await stage.open()
    jointly, zoe = await stage.sign(letter, cast.WENSUM, "Acorn Trust"), await stage.sign(letter, TWIN)
    with pytest.raises(NotAllowedNow, match="names other organisations too"):
        await merge(zoe)
    [both] = await both_signed(session, company.organisations[cast.WENSUM].id, company.organisations[TWIN].id, now)
    assert both.may_stay == [jointly.id]
    await merge(jointly)
    assert await count_accepted(session, letter.id) == 2


async def test_a_row_that_names_both_does_not_become_a_row_of_one(session, company, stage, merge, now):
    letter = await stage.open()
    jointly = await stage.sign(letter, cast.WENSUM, "Acorn Trust")
    acorn = await session.scalar(select(Organisation).where(Organisation.name_key == matching_key("Acorn Trust")))
    company.organisations["Acorn Trust"] = acorn
    for stays in ((), (jointly,)):
        with pytest.raises(NotAllowedNow, match=r"have both signed FFA-2026-01, so nothing was merged\. The row “"):
            await merge(*stays, other="Acorn Trust")
    [both] = await both_signed(session, acorn.id, company.organisations[cast.WENSUM].id, now)
    assert (len(both.rows), both.may_stay) == (1, [])
    assert await count_accepted(session, letter.id) == 2


async def test_a_dispute_is_settled_first(session, company, stage, merge, now):
    letter = await stage.open()
    amina, zoe = [await stage.sign(letter, name) for name in (cast.WENSUM, TWIN)]
    await suspend(session, zoe.id, "A doubt", company.actor("Nia"), now)
    for stays in (amina, zoe):
        with pytest.raises(NotAllowedNow, match=r"is suspended\. Settle first whether it is right"):
            await merge(stays)
    assert await live(session) == 2


async def test_a_frozen_list_stays_as_it_is(session, company, stage, merge, now):
    letter = await stage.open()
    amina, _ = [await stage.sign(letter, name) for name in (cast.WENSUM, TWIN)]
    await close_signing(session, letter.id, None, company.actor("Nia"), now)
    [both] = await both_signed(session, company.organisations[TWIN].id, company.organisations[cast.WENSUM].id, now)
    assert len(both.may_stay) == 2, "closed is not frozen"
    await freeze(session, letter.id, None, SITE, company.actor("Nia"), now)
    with pytest.raises(NotAllowedNow, match="The list is frozen"):
        await merge(amina)
    assert await live(session) == 2


async def test_a_branch_does_not_stand_for_the_whole(session, company, stage, merge, now):
    letter = await stage.open()
    amina, zoe = [await stage.sign(letter, name) for name in (cast.WENSUM, TWIN)]
    zoe.branch_of_id = company.organisations[cast.WENSUM].id
    await session.flush()
    with pytest.raises(NotAllowedNow, match="Zoe Hart signed for a branch or project of the other"):
        await merge(zoe)
    await merge(amina)
    assert await count_accepted(session, letter.id) == 1


async def test_the_next_edition_lists_the_organisation_as_before(session, company, stage, merge, now):
    """It was listed in edition 1 by the one, and is by the other from edition 2 on, once and not as new."""
    statement = await stage.open(cast.statement())
    await stage.sign(statement, cast.WENSUM)
    await stage.edition(statement)
    zoe = await stage.sign(statement, TWIN)
    await merge(zoe)
    edition = await stage.edition(statement)
    [entry] = await session.scalars(select(EditionEntry).where(EditionEntry.edition_id == edition.id))
    assert (entry.display_name, entry.signed_in_edition, edition.number) == (TWIN, 1, 2)


async def test_a_list_of_pairs_does_not_look_at_signatures(session, company, stage, merge, now):
    letter = await stage.open()
    first, second = [await stage.sign(letter, name) for name in (cast.WENSUM, TWIN)]
    ids = [company.organisations[name].id for name in (cast.WENSUM, TWIN)]
    pair = await compare(session, company.id, *ids, now)
    [listed] = (await open_pairs(session)).pairs
    assert listed.both_signed is None
    [both] = (await pair_detail(session, pair.id, now)).both_signed
    assert [row.signature_id for row in both.rows] == [first.id, second.id]
    assert both.rows[0].reference == f"{letter.reference}-0001"


async def test_two_people_who_say_two_things_at_once_leave_one_signature(database_url, keys, now):
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions.begin() as session:
        company = await with_twin(session, now)
        stage = Stage(session, company, keys, now)
        letter = await stage.open()
        both = [(await stage.sign(letter, name)).id for name in (cast.WENSUM, TWIN)]
        ids = [company.organisations[name].id for name in (cast.WENSUM, TWIN)]
        pair = (await compare(session, company.id, *ids, now)).id

    async def leave(stays):
        async with sessions.begin() as session:
            hold_to(session, company.id)
            await decide(session, pair, Decision.SAME, ids[0], company.actor("Nia"), now, [stays])

    async def take_off(signature_id):
        async with sessions.begin() as session:
            hold_to(session, company.id)
            await withdraw(session, signature_id, "", company.actor("Tom"), now)

    outcomes = await asyncio.gather(*map(leave, both), take_off(both[0]), return_exceptions=True)
    assert {type(one) for one in outcomes if one is not None} <= {Conflict, NotAllowedNow}
    async with sessions() as session:
        hold_to(session, company.id)
        states = {one.id: one.state for one in await session.scalars(select(Signature))}
        assert sum(state in LIVE for state in states.values()) <= 1
        assert SignatureState.SUPERSEDED in states.values() or SignatureState.WITHDRAWN in states.values()
        assert await session.scalar(select(func.count()).where(Contact.organisation_id == ids[0])) >= 3
    await engine.dispose()
