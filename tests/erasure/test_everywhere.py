"""Nothing that names Jo, or somebody else, stays in a corner that other features keep: lists, links, logos, the log."""

from datetime import timedelta

import httpx
from sqlalchemy import delete, select, update

from campaigns.actors import REMOVED, Actor, ActorKind
from campaigns.coalitions.models import CoalitionRole
from campaigns.database import hold_to
from campaigns.duplicates.models import Decision, Likeness, Pair
from campaigns.erasure.actions import Wish, erase
from campaigns.erasure.models import Ground
from campaigns.erasure.queries import Subject
from campaigns.invitations.models import InvitationLink
from campaigns.invitations.replacing import replace_link
from campaigns.mail.compose import Composing
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream, Suppression, SuppressionReason
from campaigns.mail.outbox import Recipient, send
from campaigns.mail.suppression import suppress, suppressed
from campaigns.mailings import COMPOSERS
from campaigns.my_organisation.corrections.lifecycle import CorrectionState
from campaigns.my_organisation.corrections.models import Correction, ProposedLogo, What
from campaigns.organisations.actions import add_contact
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.imports.actions import apply, upload
from campaigns.organisations.imports.reader import read_waiting
from campaigns.organisations.models import Contact, Organisation
from campaigns.responses.deadline import extend
from campaigns.responses.models import NoteKind, ResponseNote
from campaigns.responses.takeover import follow_up_next_leaver
from campaigns.responses.told import how_many
from campaigns.review.queries import also_signed
from campaigns.settings import Settings
from campaigns.signatures.address_checks import change_address
from campaigns.signatures.models import Route, Signature, SignatureEvent
from campaigns.tokens import Purpose
from campaigns.unusual_use.models import PublicPage
from campaigns.unusual_use.pausing import pause, resume
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.erasure.test_erasing import everything, forget, look_up
from tests.individuals.test_signing import from_outside
from tests.my_organisation.test_every_detail import picture
from tests.my_organisation.test_every_detail import upload as upload_logo
from tests.my_organisation.test_own_page import opened
from tests.signatures.story import AMINA, BEN, JO, Story, Window, sign
from tests.signatures.test_superseded import KIT, kit_signs


async def test_how_somebody_wants_to_be_filed_goes_with_their_name(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await from_outside(story, Window(client), sort_by="Ode")
    await forget(story, clock, "sam.ode@ellery.example")
    assert "'Ode'" not in await everything(story)


async def test_why_a_link_was_replaced_loses_the_name_where_that_is_asked(story: Story, clock: Clock) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wensum = story.company.organisations[cast.WENSUM].id
        jos = select(InvitationLink.id).where(InvitationLink.contact_id == story.company.contacts[JO].id)
        link_id, nia = (await session.scalars(jos)).one(), story.company.actor("Nia")
        await replace_link(
            session,
            story.letter_id,
            wensum,
            link_id,
            reason="Jo Pratt put it on a forum.",
            rotation=0,
            send=False,
            by=nia,
            now=clock.now(),
        )
    [named] = (await look_up(story, email=JO)).mentions
    assert named.told == "Why a link was replaced"

    await forget(story, clock, words=[named.key])

    assert "Jo Pratt" not in await everything(story)


async def test_whoever_worked_in_the_secretariat_is_named_nowhere_not_even_in_the_log(story: Story, clock: Clock) -> None:
    dev = story.company.actor("Dev")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wish, now = Wish(ground=Ground.ASKED, received_on=clock.now().date()), clock.now()
        await erase(session, story.keys, story.company.id, Subject(email=BEN), wish, dev, now, now.date())
        await pause(session, story.letter_id, PublicPage.PUBLIC, dev, now)
        await resume(session, story.letter_id, PublicPage.PUBLIC, dev, now)
        jos = select(InvitationLink.id).where(InvitationLink.contact_id == story.company.contacts[JO].id)
        link_id, wensum = (await session.scalars(jos)).one(), story.company.organisations[cast.WENSUM].id
        await replace_link(
            session, story.letter_id, wensum, link_id, reason="It got out.", rotation=0, send=False, by=dev, now=now
        )
        one, other = sorted(organisation.id for organisation in list(story.company.organisations.values())[:2])
        session.add(
            Pair(
                coalition_id=story.company.id,
                one_id=one,
                other_id=other,
                likeness=next(iter(Likeness)),
                found_at=now,
                decision=next(iter(Decision)),
                decided_at=now,
                decided_by=dev.name,
            )
        )
        await session.execute(delete(CoalitionRole).where(CoalitionRole.person_id == story.company.people["Dev"].id))

    await forget(story, clock, "dev@harbour.example")

    assert "Dev Anand" not in await everything(story)


async def test_a_list_that_waits_to_be_applied_keeps_the_organisation_and_not_the_person(
    story: Story, clock: Clock, bell: RecordingBell
) -> None:
    nia = story.company.actor("Nia")
    lines = "organisation,contact name,email\nQuay Trust,Jo Pratt,Jo@wensum.example\nDale Trust,Kim Shaw,kim@dale.example\n"
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        listed = await upload(session, story.company.id, "members.csv", lines.encode(), nia, clock.now())
    await read_waiting(story.sessions, bell)
    assert [(one.code, one.count) for one in (await look_up(story, email=JO)).places if one.code == "imports"] == [
        ("imports", 1)
    ]

    await forget(story, clock)

    whole = await everything(story)
    assert "Jo Pratt" not in whole
    assert whole.lower().count(JO) == 2, "the recipient of the one mail, and the key that it is sent once by"
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        done = await apply(session, listed.id, leave_out=False, actor=nia, now=clock.now())
        names = (await session.scalars(select(Organisation.display_name))).all()
        there = await session.scalars(
            select(Contact.email).join(Organisation).where(Organisation.display_name.in_(["Quay Trust", "Dale Trust"]))
        )
        assert (done.organisations, done.contacts) == (2, 1)
        assert {"Quay Trust", "Dale Trust"} <= set(names)
        assert there.all() == ["kim@dale.example"]


async def test_a_logo_that_she_proposed_is_not_kept_and_what_was_decided_is_still_told(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await upload_logo(client, story, picture("#1d70b8"), logo_alt="A blue rectangle", rights="yes")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        assert len((await session.scalars(select(ProposedLogo.id))).all()) == 1
        for what, fields in ((What.END_SIGNER, {"signs_until": "2026-06-30"}), (What.LOGO, {"picture": ""})):
            session.add(
                Correction(
                    coalition_id=story.company.id,
                    organisation_id=story.company.organisations[cast.WENSUM].id,
                    proposed_by=story.company.contacts[JO].id,
                    proposer="Jo Pratt",
                    at=clock.now(),
                    what=what,
                    before="Una Frost",
                    after="until 2026-06-30",
                    fields=fields,
                    state=CorrectionState.ACCEPTED,
                    decided_at=clock.now(),
                    decided_by="Nia Rees",
                )
            )

    await forget(story, clock)

    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert (await session.scalars(select(ProposedLogo.id))).all() == []
    window = await opened(client, story, AMINA)
    assert window.status == 200
    assert REMOVED in window.text
    assert "until 2026-06-30" in window.text


async def test_a_number_that_was_rung_and_why_a_deadline_moved_go_with_the_name(story: Story, clock: Clock) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        session.add(
            ResponseNote(
                coalition_id=story.company.id,
                letter_id=story.letter_id,
                organisation_id=story.company.organisations[cast.WENSUM].id,
                at=clock.now(),
                written_by=story.company.people["Nia"].id,
                written_by_name="Nia Rees",
                kind=NoteKind.CALL,
                spoke_with="Jo Pratt",
                number="01632 960 007",
                words="Will ask.",
            )
        )
        later = clock.now() + timedelta(days=60)
        nia, why = story.company.actor("Nia"), "Jo Pratt asked for more time."
        await extend(session, story.letter_id, later, "Europe/London", why, None, nia, clock.now())
    named = (await look_up(story, email=JO)).mentions
    assert len(named) == 2

    await forget(story, clock, words=[one.key for one in named])

    whole = await everything(story)
    assert "Jo Pratt" not in whole
    assert "01632 960 007" not in whole
    assert f"{REMOVED} asked for more time." in whole


async def test_somebody_who_came_back_can_be_erased_again(story: Story, clock: Clock) -> None:
    async def complain() -> None:
        async with story.sessions.begin() as session:
            hold_to(session, story.company.id)
            message = await session.scalar(select(Message).where(Message.recipient_email == JO).limit(1))
            assert message is not None
            await suppress(session, message, SuppressionReason.COMPLAINED, clock.now())

    await complain()
    await forget(story, clock)
    clock.advance(hours=1)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wensum, nia = story.company.organisations[cast.WENSUM].id, story.company.actor("Nia")
        await add_contact(session, wensum, ContactFields(email=JO, name="Jo Pratt"), nia, clock.now())
    await complain()

    await forget(story, clock)

    assert "Jo Pratt" not in await everything(story)
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        standing = (await session.scalars(select(Suppression.reason).where(Suppression.lifted_at.is_(None)))).all()
        assert sorted(standing) == ["complained", "unsubscribed"]
        assert (await session.scalars(select(Suppression.email).distinct())).all() == [""]
        assert list(await suppressed(session, story.company.id, [JO], Stream.INVITATION)) == [JO]


async def test_somebody_else_is_asked_when_the_only_one_with_a_link_is_erased(
    story: Story, settings: Settings, clock: Clock
) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await session.execute(update(Message).where(Message.recipient_email == BEN).values(state=MessageState.BOUNCED))
        mill_road, nia = story.company.organisations[cast.MILL_ROAD].id, story.company.actor("Nia")
        other = ContactFields(email="una@millroad.example", name="Una Frost")
        await add_contact(session, mill_road, other, nia, clock.now())

    await forget(story, clock, BEN)

    for _ in range(10):
        async with story.sessions.begin() as session:
            if not await follow_up_next_leaver(session, clock.now()):
                break
    assert "una@millroad.example" in await story.mailed("invitation")
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        message = (await session.scalars(select(Message).where(Message.kind == "contact_returned").limit(1))).one()
        mail = await COMPOSERS["contact_returned"](session, message, Composing(settings, story.keys, clock.now()))
    assert mail is not None
    assert (mail.context["returned"], mail.context["left"]) == ([], [REMOVED])
    assert mail.context["instead"] == ["Una Frost una@millroad.example"]


async def test_whoever_was_erased_is_counted_among_nobody_who_is_told_and_is_nobody_else(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    await sign(Window(client), story.path(BEN))
    await forget(story, clock)
    await forget(story, clock, BEN)
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert (await how_many(session, story.letter_id)).signers == 0
        assert await also_signed(session, story.letter_id, [one.id for one in await story.signatures()]) == {}


async def test_an_own_link_of_hers_is_told_to_be_over_and_not_to_have_another_in_its_place(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    # As if it had come by the public page, which no contact's end closes.
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        signature = await session.get_one(Signature, (await story.newest()).id)
        signature.route, signature.invitation_link_id = Route.PUBLIC, None
    own = f"/s/{story.keys.token(Purpose.REPLY, signature.id, signature.rotation)}"
    assert (await client.get(own)).status_code == 200

    await forget(story, clock)

    assert (await client.get(own)).status_code == 404


async def test_an_address_that_was_typed_wrong_before_is_not_kept_either(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await story.publish()
    window = Window(client)
    await window.open(story.start_path)
    await window.press("Start now")
    await window.press("Continue", display_name="Quay Trust")
    await window.press("Continue")
    await window.press("Continue", signer_name="Kit Moss", signer_title="Chair", signer_email="kit@quey.example")
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for")
    signature = await story.newest()
    clock.advance(hours=1)
    by = Actor(ActorKind.LINK, "Kit Moss")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await change_address(session, signature.id, "kit@quay.example", by, clock.now())
    assert "kit@quey.example" in await everything(story)

    await forget(story, clock, "kit@quay.example")

    whole = await everything(story)
    assert "kit@quey.example" not in whole
    assert "Kit Moss" not in whole


async def test_whoever_was_asked_to_authorise_and_whoever_took_a_place_is_named_in_no_step(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    kit = await kit_signs(client, story, clock, await story.newest())
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        to, now = Recipient("", "zoe@wensum.example"), clock.now()
        await send(session, "authority_request", kit.id, to=to, stream=Stream.NOTICE, now=now, coalition_id=story.company.id)
        session.add(
            SignatureEvent(
                coalition_id=story.company.id,
                signature_id=kit.id,
                at=clock.now(),
                actor_kind="person",
                actor_name="Nia Rees",
                step="change_authoriser",
                from_state="awaiting_authority",
                to_state="awaiting_authority",
                reason="Asked: Una Frost (una@wensum.example). Before: Zoe Dale (zoe@wensum.example)",
            )
        )
    await forget(story, clock, "zoe@wensum.example")
    whole = await everything(story)
    assert "Zoe" not in whole
    assert f"Asked: Una Frost (una@wensum.example). Before: {REMOVED}" in whole
    assert "sent by Kit Moss" in whole

    await forget(story, clock, KIT)

    assert "Kit Moss" not in await everything(story)
