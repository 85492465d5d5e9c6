"""Nia says of two organisations that they are one: everything goes to the one she keeps, and nothing is counted twice."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.duplicates.actions import compare, decide
from campaigns.duplicates.merging import belonging
from campaigns.duplicates.models import Decision, Pair
from campaigns.duplicates.queries import open_pairs
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.access import open_link
from campaigns.invitations.actions import invite
from campaigns.invitations.answering import Decline, decline
from campaigns.invitations.models import Answer, Invitation, InvitationLink
from campaigns.invitations.reasons import Reason
from campaigns.letters.queries import letter_of_reference
from campaigns.letters.steps import lock_letter
from campaigns.organisations.actions import end_contact
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.members.actions import set_host
from campaigns.organisations.members.lifecycle import Ending
from campaigns.organisations.models import Contact, MembershipEvent, Organisation, SignOff
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.details import set_branch, set_details
from campaigns.organisations.record.fields import (
    CategoryFields,
    DetailFields,
    IdentifierFields,
    OtherNameFields,
    SignerFields,
)
from campaigns.organisations.record.names import add_identifier, add_name
from campaigns.organisations.record.queries import changes_page, organisation_record
from campaigns.organisations.record.signers import add_signer
from campaigns.organisations.relations import NameKind
from campaigns.responses.models import NoteKind
from campaigns.responses.notes import NoteFields, add_note, notes_of
from campaigns.responses.queries import figures
from campaigns.signatures.branches import BranchSaid, begin_for_branch
from campaigns.signatures.models import Signatory
from campaigns.tokens import Purpose
from tests import cast
from tests.publication.stage import Stage

TWIN = "Wensum Vol. Action"


@pytest.fixture
async def company(session, now):
    """Fair Futures, with Wensum on the list a second time: Amina is a contact of both, Zoe of the second only."""
    company = await cast.fair_futures(session, now)
    hold_to(session, company.id)
    contacts = [("Amina C.", "Director", "amina@wensum.example"), ("Zoe Hart", "Trustee", "zoe@wensum.example")]
    await cast.organisation(session, company, TWIN, contacts, now)
    return company


@pytest.fixture
def stage(session, company, keys, now):
    return Stage(session, company, keys, now)


@pytest.fixture
def say(session, company, now):
    """Says what two organisations, by their names, are; `chosen` is the one that is kept, or the branch."""

    async def say(one, other, decision, chosen=None):
        ids = [company.organisations[name].id for name in (one, other)]
        pair = await compare(session, company.id, *ids, now)
        organisation = company.organisations[chosen].id if chosen else None
        return await decide(session, pair.id, Decision(decision), organisation, company.actor("Nia"), now)

    return say


async def test_what_was_sent_for_a_branch_of_the_one_is_for_a_branch_of_the_other(session, company, stage, say, keys, now):
    letter = await stage.open()
    twin = company.organisations[TWIN]
    link = await session.scalar(
        select(InvitationLink)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .where(Invitation.letter_id == letter.id, Invitation.organisation_id == twin.id)
        .limit(1)
    )
    opened = await open_link(session, keys, keys.token(Purpose.INVITATION, link.id, link.rotation))
    begun = await begin_for_branch(session, opened, BranchSaid(name="Wensum Youth", place="Norwich"), None, now)

    await say(cast.WENSUM, TWIN, "same", cast.WENSUM)

    await session.refresh(begun)
    assert begun.branch_of_id == company.organisations[cast.WENSUM].id


async def test_what_belongs_to_the_one_goes_to_the_other(session, company, say, now):
    wensum, twin, mill = (company.organisations[name] for name in (cast.WENSUM, TWIN, cast.MILL_ROAD))
    by = company.actor("Nia")
    for organisation, kind, name in (
        (wensum, NameKind.LEGAL, "Wensum Voluntary Action Limited"),
        (twin, NameKind.LEGAL, "Wensum Voluntary Action Ltd."),
        (twin, NameKind.FORMER, "Norwich CVS"),
    ):
        await add_name(session, organisation.id, OtherNameFields(kind=kind, name=name), by, now)
    number = IdentifierFields(scheme=Scheme.COMPANY, number="01999999")
    await add_identifier(session, twin.id, number, by, now)
    amina = await session.scalar(
        select(Contact).where(Contact.organisation_id == twin.id, Contact.email == "amina@wensum.example")
    )
    await add_signer(session, twin.id, SignerFields(contact_id=amina.id, signs_until=date(2027, 1, 1)), by, now)
    labels = [await add_category(session, company.id, CategoryFields(label=one)) for one in ("Housing", "Sports")]
    for organisation, categories in ((wensum, labels[:1]), (twin, labels)):
        fields = DetailFields(locality="Norwich", categories=[one.id for one in categories])
        await set_details(session, organisation.id, fields, organisation.row_version, by, now)
    await set_branch(session, mill.id, twin.id, by, now)
    await set_host(session, company.id, twin.id, by, now)
    await end_contact(session, company.contacts["jo@wensum.example"].id, by, now)

    assert await say(cast.WENSUM, TWIN, "same", cast.WENSUM) == wensum.id

    record = await organisation_record(session, wensum.id)
    assert {(one.kind.value, one.name) for one in record.names} == {
        ("legal", "Wensum Voluntary Action Limited"),
        ("alias", "Wensum Voluntary Action Ltd."),
        ("former", "Norwich CVS"),
        ("alias", TWIN),
    }
    assert [one.org_id for one in record.identifiers] == ["GB-COH-01999999"]
    assert [one.email for one in record.contacts] == [
        *("info@wensum.example", "amina@wensum.example", "zoe@wensum.example"),
        "jo@wensum.example",  # ended, and stays so
    ]
    (signer,) = record.signers
    kept_amina = next(one for one in record.contacts if one.email == "amina@wensum.example")
    assert (signer.contact_id, kept_amina.name) == (kept_amina.id, "Amina Cole")
    assert [one.name for one in record.categories] == ["Housing", "Sports"]
    assert [one.id for one in record.branches] == [mill.id]
    assert record.is_host
    assert await session.scalar(select(Organisation.id).where(Organisation.id == twin.id)) is None
    changes = (await changes_page(session, wensum.id)).changes
    assert (changes[0].field, changes[0].was) == ("merged with this one", TWIN)
    assert ("former name", "Norwich CVS") in [(one.field, one.now) for one in changes]
    await say(cast.LLAIS, cast.WENSUM, "same", cast.LLAIS)
    changes = (await changes_page(session, company.organisations[cast.LLAIS].id)).changes
    assert [one.was for one in changes if one.field.startswith("merged")][:2] == [cast.WENSUM, TWIN]
    assert ("former name", "Norwich CVS") in [(one.field, one.now) for one in changes]


async def test_invitations_answers_and_links_are_one_invitation(session, company, stage, keys, say, now):
    both = await stage.locked()
    only = await stage.locked(cast.letter(title="Clean air", working_title="Clean air"))
    by, wensum, twin = company.actor("Nia"), company.organisations[cast.WENSUM], company.organisations[TWIN]
    await invite(session, both.id, [wensum.id, twin.id], None, by, now)
    await invite(session, only.id, [twin.id], None, by, now)
    links = {
        (letter, email, organisation): link
        for letter, email, organisation, link in await session.execute(
            select(Invitation.letter_id, Contact.email, Invitation.organisation_id, InvitationLink)
            .join(Invitation, Invitation.id == InvitationLink.invitation_id)
            .join(Contact, Contact.id == InvitationLink.contact_id)
        )
    }
    zoe = links[both.id, "zoe@wensum.example", twin.id]
    amina = links[both.id, "amina@wensum.example", twin.id]
    opened = await open_link(session, keys, keys.token(Purpose.INVITATION, amina.id, amina.rotation))
    no = Decline(person_name="Amina Cole", reasons=[Reason.PREFER_NOT_TO_SAY])
    await decline(session, opened, no, now)
    assert sum((await figures(session, both.id)).values()) == 2

    await say(TWIN, cast.WENSUM, "same", cast.WENSUM)

    invitations = (await session.scalars(select(Invitation).order_by(Invitation.letter_id))).all()
    assert {(one.letter_id, one.organisation_id) for one in invitations} == {(both.id, wensum.id), (only.id, wensum.id)}
    assert len(invitations) == 2
    assert sum((await figures(session, both.id)).values()) == 1
    kept = links[both.id, "amina@wensum.example", wensum.id]
    assert (await session.scalars(select(Answer.invitation_link_id))).all() == [kept.id]
    for link, letter in ((zoe, both), (kept, both), (links[only.id, "zoe@wensum.example", twin.id], only)):
        token = keys.token(Purpose.INVITATION, link.id, link.rotation)
        opened = await open_link(session, keys, token)
        assert (opened.organisation_name, opened.letter.id) == (cast.WENSUM, letter.id)


async def test_a_signature_goes_to_the_one_that_is_kept(session, company, stage, say):
    letter = await stage.open()
    await stage.sign(letter, TWIN)
    await say(TWIN, cast.WENSUM, "same", cast.WENSUM)
    signatory = await session.scalar(select(Signatory))
    assert (signatory.organisation_id, signatory.name) == (company.organisations[cast.WENSUM].id, TWIN)


async def test_a_branch_is_said_to_be_one_and_a_chain_is_refused(session, company, say, now):
    await say(cast.WENSUM, TWIN, "branch", TWIN)
    wensum, twin = company.organisations[cast.WENSUM], company.organisations[TWIN]
    assert twin.branch_of_id == wensum.id
    with pytest.raises(NotAllowedNow, match="is a branch itself"):
        await say(TWIN, cast.LLAIS, "branch", cast.LLAIS)
    # The two may be the same after all, whichever is kept.
    await say(cast.WENSUM, TWIN, "same", TWIN)
    assert twin.branch_of_id is None


async def test_who_has_branches_is_not_merged_into_a_branch(company, say):
    await say(cast.WENSUM, cast.MILL_ROAD, "branch", cast.MILL_ROAD)
    await say(cast.LLAIS, TWIN, "branch", TWIN)
    with pytest.raises(NotAllowedNow, match="is a branch, and Wensum"):
        await say(cast.WENSUM, TWIN, "same", TWIN)


async def test_what_was_said_holds_of_the_one_that_is_kept(session, company, say, now):
    await say(TWIN, cast.LLAIS, "different")
    await compare(session, company.id, company.organisations[TWIN].id, company.organisations[cast.MILL_ROAD].id, now)
    await say(TWIN, cast.WENSUM, "same", cast.WENSUM)
    ids = {company.organisations[cast.WENSUM].id, company.organisations[cast.LLAIS].id}
    said = await session.scalars(select(Pair).where(Pair.decision == Decision.DIFFERENT))
    assert ids in [{pair.one_id, pair.other_id} for pair in said]
    assert (await open_pairs(session)).total == 0
    pair = await session.scalar(select(Pair).where(Pair.decision == Decision.SAME))
    with pytest.raises(Conflict, match="merged one of the two"):
        await decide(session, pair.id, Decision.DIFFERENT, None, company.actor("Nia"), now)


async def test_an_organisation_is_no_pair_with_itself_and_the_kept_one_is_one_of_the_two(session, company, say, now):
    wensum = company.organisations[cast.WENSUM].id
    with pytest.raises(Invalid, match="the same organisation"):
        await compare(session, company.id, wensum, wensum, now)
    with pytest.raises(Invalid, match="Choose what"):
        await say(cast.WENSUM, TWIN, "same", cast.LLAIS)


async def test_two_people_who_merge_the_two_both_ways_at_once_leave_one(database_url, now):
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions.begin() as session:
        company = await cast.fair_futures(session, now)
        hold_to(session, company.id)
        ids = [company.organisations[name].id for name in (cast.WENSUM, cast.LLAIS)]
        pair = (await compare(session, company.id, *ids, now)).id

    async def merge_into(kept):
        async with sessions.begin() as session:
            hold_to(session, company.id)
            await decide(session, pair, Decision.SAME, kept, company.actor("Nia"), now)

    outcomes = await asyncio.gather(*map(merge_into, ids), return_exceptions=True)
    assert [type(one) for one in outcomes if one is not None] == [Conflict]
    async with sessions() as session:
        hold_to(session, company.id)
        left = (await session.scalars(select(Organisation.id).where(Organisation.id.in_(ids)))).all()
        assert left == [ids[outcomes.index(None)]]
        assert await session.scalar(select(func.count()).where(Contact.organisation_id == left[0])) == 4
    await engine.dispose()


async def test_who_holds_a_letter_goes_on_to_the_organisation_and_the_merge_waits(database_url, keys, now):
    """Whoever signs holds the letter first, then the organisation; the other way round they would wait for each other."""
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions.begin() as session:
        company = await cast.fair_futures(session, now)
        hold_to(session, company.id)
        letter = await Stage(session, company, keys, now).open()
        ids = [company.organisations[name].id for name in (cast.WENSUM, cast.LLAIS)]
        pair = (await compare(session, company.id, *ids, now)).id

    async def merge():
        async with sessions.begin() as session:
            hold_to(session, company.id)
            await decide(session, pair, Decision.SAME, ids[0], company.actor("Nia"), now)

    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    async with sessions.begin() as signing, engine.connect() as watching, asyncio.timeout(60):
        hold_to(signing, company.id)
        await lock_letter(signing, letter.id)
        merging = asyncio.create_task(merge())
        while not await watching.scalar(waiting):
            await watching.rollback()
        await signing.execute(select(Organisation.id).where(Organisation.id.in_(ids)).with_for_update(nowait=True))
    await merging
    await engine.dispose()


async def test_the_stricter_rule_and_the_end_of_a_contact_survive(session, company, say, now):
    """The row that goes wants two people, tells Amina of signatures, and does not know that she has left the one kept."""
    wensum, twin = (company.organisations[name] for name in (cast.WENSUM, TWIN))
    twin.sign_off = SignOff.TWO_PEOPLE
    kept = (await session.scalars(select(Contact).where(Contact.organisation_id == wensum.id))).all()
    told = next(one for one in kept if one.email == "amina@wensum.example")
    told.gets_notices = False
    jo = next(one for one in kept if one.email == "jo@wensum.example")
    await cast_contact(session, company, twin, "jo@wensum.example")
    await end_contact(session, jo.id, company.actor("Nia"), now)

    await say(cast.WENSUM, TWIN, "same", cast.WENSUM)

    await session.refresh(wensum)
    assert wensum.sign_off is SignOff.TWO_PEOPLE
    await session.refresh(told)
    await session.refresh(jo)
    assert told.gets_notices
    assert jo.ended_at is not None


async def cast_contact(session, company, organisation, email):
    session.add(
        Contact(coalition_id=company.id, organisation_id=organisation.id, name="Jo Pratt", email=email, email_key=email)
    )
    await session.flush()


async def test_notes_about_the_one_go_with_it_and_stay_as_they_were_written(session, company, stage, say, now):
    letter = await stage.locked()
    twin, wensum = company.organisations[TWIN], company.organisations[cast.WENSUM]
    await invite(session, letter.id, [twin.id], None, company.actor("Nia"), now)
    detail = await letter_of_reference(session, letter.reference)
    call = NoteFields(kind=NoteKind.CALL, spoke_with="Zoe Hart", number="01603 496 0000", words="The board meets on Monday.")
    await add_note(session, detail, twin.id, call, company.actor("Nia"), now)

    await say(cast.WENSUM, TWIN, "same", cast.WENSUM)

    [note] = await notes_of(session, letter.id, wensum.id)
    assert (note.spoke_with, note.words) == ("Zoe Hart", "The board meets on Monday.")
    for change in ("UPDATE response_note SET words = 'x'", "DELETE FROM response_note"):
        with pytest.raises(DBAPIError, match="are never changed or deleted"):
            async with session.begin_nested():
                await session.execute(text(change))


def test_everything_that_belongs_to_an_organisation_is_moved():
    """A table of a later feature is moved too, unless it is named among those that need more than that."""
    moved = {one.class_.__tablename__ for one in belonging()}
    assert {"signatory", "response_note", "organisation_signer", "organisation_identifier"} <= moved
    assert not moved & {"contact", "invitation", "organisation_name", "organisation_in_category"}


async def test_a_member_that_was_merged_away_makes_the_other_one_a_member_again(session, company, say, now):
    """Wensum had lapsed; the row on the list a second time is a member, and so is what the two become."""
    wensum, twin = company.organisations[cast.WENSUM], company.organisations[TWIN]
    wensum.is_member, wensum.member_until, wensum.member_ended = False, date(2025, 12, 31), Ending.LAPSED
    twin.member_from = date(2024, 1, 1)
    await session.flush()

    await say(cast.WENSUM, TWIN, "same", cast.WENSUM)

    assert (wensum.is_member, wensum.member_until, wensum.member_ended) == (True, None, None)
    [step] = await session.scalars(select(MembershipEvent).where(MembershipEvent.organisation_id == wensum.id))
    assert (step.from_state, step.step, step.to_state) == ("lapsed", "admit", "member")
    assert step.reason == f"Merged with {TWIN}."
