"""A walk through every page of the member's side in a real browser, stopping at each in every state it can be seen in."""

from collections.abc import AsyncIterator
from datetime import timedelta

from campaigns.database import hold_to
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.signatures.editing import Edit, edit
from campaigns.standing_authority.telling import REQUEST, USED
from campaigns.tokens import Purpose
from tests import cast
from tests.cascades.sharing import begin_sharing
from tests.conftest import Clock
from tests.individuals.tour import for_oneself
from tests.signatures.browsing import Browsing
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, Story
from tests.standing_authority.giving import ask, path_in, switch_on, use


async def tour(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    """The name of each page in each state, while the browser shows it."""
    parts = [
        _signing(browsing, story),
        _answering(browsing, story),
        _standing_authority(browsing, story, clock),
        _authorising(browsing, story),
        _with_another_address(browsing, story),
        _from_outside(browsing, story),
        for_oneself(browsing, story),
        _own_page(browsing, story, clock),
        _by_cascade(browsing, story, clock),
        _asking_to_join(browsing, story),
        _after_the_deadline(browsing, story, clock),
        _stopping(browsing, story),
    ]
    for part in parts:
        async for name in part:
            yield name


async def _asking_to_join(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    """Ivy asks for Tern Island Trust, when the form is off and when it is on."""
    await browsing.go("/join/fair-futures")
    yield "no form to ask to join"
    await story.take_enquiries("Charities of the county can join.\n\nAn answer takes four weeks.")
    await browsing.go("/join/fair-futures")
    yield "ask to join"
    await browsing.press("Continue")
    yield "ask to join with errors"
    await browsing.fill(
        name="Tern Island Trust (TIT)",
        about="Advice for islanders.",
        why="We want to sign together with you.",
        contact_name="Ivy Lane",
        contact_role="Director",
        email="ivy@tern.example",
    )
    await browsing.press("Continue")
    yield "asked to join"
    await browsing.go(await story.joining_path("ivy@tern.example"))
    yield "send the enquiry?"
    await browsing.press("Send the enquiry")
    yield "the secretariat has the enquiry"


async def _standing_authority(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    """Ben gives standing authority, sees how it was used, says no to one letter, and ends it."""
    await switch_on(story)
    authority_id = await ask(story, clock, BEN, cast.MILL_ROAD)
    await browsing.go(await path_in(story, REQUEST, BEN))
    yield "standing authority, asked"
    await browsing.press("Send my answer")
    yield "standing authority, with an error"
    await browsing.choose("answer", "chief_executive")
    await browsing.press("Send my answer")
    yield "standing authority, given"
    await use(story, clock, authority_id)
    link = await path_in(story, USED, BEN)
    await browsing.go(link)
    yield "standing authority, used"
    await browsing.go(f"{link}/uses/1")
    yield "not this one?"
    await browsing.press("Not this one: take it off the list")
    yield "not this one, off the list"
    await browsing.go(link)
    await browsing.press("End the standing authority")
    yield "standing authority, ended"


async def _stopping(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    """Siân wants no more invitations, and then she does."""
    await browsing.go(await story.unsubscribe_path(SIAN))
    yield "stop invitations?"
    await browsing.press("Stop invitations to this address")
    yield "invitations are stopped"
    await browsing.press("Send me invitations again")
    yield "invitations are sent again"


async def _signing(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    await browsing.go(story.path(AMINA))
    yield "letter"
    await browsing.press("Sign for Wensum")
    yield "name"
    await browsing.fill(display_name="")
    await browsing.press("Continue")
    yield "name with an error"
    await browsing.fill(display_name="WENSUM  VOLUNTARY ACTION LTD.")
    await browsing.press("Continue")
    yield "name to look at once more"
    await browsing.fill(display_name="Wensum Voluntary Action (WVA)")
    await browsing.press("Continue")
    if browsing.page.url.endswith("/name"):  # without JavaScript the row is shown first
        await browsing.press("Continue")
    yield "signer"
    await browsing.fill(signer_name="", signer_email="amina at wensum")
    await browsing.press("Continue")
    yield "signer with errors"
    await browsing.fill(signer_name="Amina Cole", signer_email=AMINA)
    await browsing.choose("shown", "person")
    await browsing.press("Continue")
    yield "authority"
    await browsing.press("Continue")
    yield "authority with an error"
    await browsing.choose("authority", "someone_else")
    await browsing.press("Continue")
    await browsing.go(f"{story.path(AMINA)}/someone-else")
    yield "other ways to have it authorised"
    await browsing.go(f"{story.path(AMINA)}/authority")
    await browsing.choose("authority", "trustees_agreed")
    await browsing.fill(agreed_on="at the meeting on 28 May")
    await browsing.press("Continue")
    await browsing.page.get_by_text("Read the whole text here").click()
    yield "check"
    await browsing.press("Sign the letter for")
    yield "signed"
    await browsing.go(story.path(JO))
    yield "letter that is signed"
    await browsing.go(f"{story.path(JO)}/decline")
    yield "withdraw first"
    async for name in _changing(browsing, story):
        yield name
    async for name in _disputing(browsing, story):
        yield name
    await browsing.go(f"{story.path(JO)}/withdraw")
    yield "withdraw"
    await browsing.press("Withdraw the signature")
    yield "withdrawn"
    await browsing.go(await story.objection_path(JO))
    yield "what was wrong is withdrawn"


async def _changing(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    """Amina has signed and looks at her row again; Jo sees less of it."""
    await browsing.go(f"{story.path(AMINA)}/change")
    yield "change"
    await browsing.fill(display_name="", signer_title="")
    await browsing.press("Change the row")
    yield "change with errors"
    await browsing.fill(display_name="Norfolk Together", signer_title="Director")
    await browsing.press("Change the row")
    yield "changed, and another name waits"
    await browsing.go(f"{story.path(JO)}/change")
    yield "change by a colleague"
    await browsing.press("Take the name out now")
    yield "changed by a colleague"
    signature = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wanted = Edit(name="Wensum Voluntary Action", sort_name="Voluntary Action, Wensum", reason="As on your own site.")
        await edit(session, signature.id, wanted, None, story.company.actor("Nia"), signature.started_at)
    await browsing.go(f"{story.path(AMINA)}/undo")
    yield "corrected by the secretariat"
    await browsing.press("Undo it")
    yield "undone"
    own = f"/s/{story.keys.token(Purpose.REPLY, signature.id, signature.rotation)}"
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await edit(
            session, signature.id, Edit(title="Director of policy"), None, story.company.actor("Nia"), signature.started_at
        )
    await browsing.go(f"{own}/undo")
    yield "corrected, by the signature's own link"


async def _disputing(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    """Jo was told that Amina has signed."""
    await browsing.go(await story.objection_path(JO))
    yield "is it wrong?"
    await browsing.fill(person_name="", explanation="We never discussed this.")
    await browsing.press("This is wrong")
    yield "is it wrong, with an error"
    await browsing.fill(person_name="Jo Pratt")
    await browsing.press("This is wrong")
    yield "said to be wrong"
    await browsing.go(story.path(JO))
    yield "letter whose signature is said to be wrong"
    await browsing.go(f"{story.path(AMINA)}/signed")
    yield "signed, and said to be wrong"


async def _own_page(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    """Siân asks what her organisation has on record, and comes back when the link is too old."""
    await browsing.go("/my-organisation")
    yield "my organisation"
    await browsing.press("Send the link")
    yield "my organisation with an error"
    await browsing.fill(email=SIAN)
    await browsing.press("Send the link")
    yield "my organisation, asked for"
    await browsing.go(await story.own_page_path(SIAN))
    yield "own page behind its button"
    await browsing.press("Open the page")
    yield "own page"
    asked = clock.now()
    clock.advance(minutes=61)
    await browsing.go(await story.own_page_path(SIAN))
    yield "own page that is too old"
    clock.set(asked)
    await browsing.go("/my-organisation")
    await browsing.fill(email=JO)
    await browsing.press("Send the link")
    await browsing.go(await story.own_page_path(JO))
    await browsing.press("Open the page")
    yield "own page with what was signed"
    async for name in _correcting(browsing, story):
        yield name


async def _correcting(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    """Jo corrects what is on record, and takes one of her proposals back."""
    own = await story.own_page_path(JO)
    await browsing.go(f"{own}/details")
    yield "correct the details"
    await browsing.press("Propose the changes")
    yield "correct the details, nothing changed"
    await browsing.fill(name="", mail_domains="gmail.com")
    await browsing.press("Propose the changes")
    yield "correct the details with errors"
    await browsing.fill(name="Wensum Community Action (WCA)", mail_domains="", acronym="WCA", website="www.wensum.example")
    await browsing.press("Propose the changes")
    yield "own page with proposals"
    await browsing.go(f"{own}/logo")
    yield "propose a logo"
    await browsing.press("Propose the logo")
    yield "propose a logo with errors"
    await browsing.go(f"{own}/texts/{await story.version_id()}")
    yield "the exact text"
    await browsing.go(f"{own}/contacts/add")
    yield "propose a contact"
    await browsing.press("Propose the contact")
    yield "propose a contact with an error"
    await browsing.fill(email="kim@wensum.example", name="Kim Poe")
    await browsing.press("Propose the contact")
    await browsing.go(f"{own}/contacts/left?who={story.company.contacts[AMINA].id}")
    yield "a contact has left"
    await browsing.press("Propose it")
    await browsing.go(f"{own}/signers/add")
    yield "propose a signer"
    await browsing.press("Propose the person")
    yield "propose a signer with an error"
    await browsing.go(f"{own}/signers/left?who={await story.signer(JO)}")
    yield "may not sign any more"
    await browsing.go(f"{own}/mail")
    yield "what you are sent"
    await browsing.press("Save")
    yield "own page, what you are sent was changed"
    await browsing.press("Take it back")
    yield "own page, a proposal taken back"


async def _answering(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    await browsing.go(f"{story.path(SIAN)}/decline")
    yield "decline"
    await browsing.press("Send this answer")
    yield "decline with an error"
    await browsing.choose("reasons", "disagree_part")
    await browsing.fill(explanation="The second ask goes too far for us.", would_sign_if="The figures were published first.")
    await browsing.press("Send this answer")
    yield "declined"
    await browsing.go(story.path(SIAN))
    yield "letter that was declined"
    await browsing.go(f"{story.path(SIAN)}/more-time")
    yield "more time"
    await browsing.press("Ask for more time")
    yield "more time with an error"
    for part, typed in (("day", "4"), ("month", "6"), ("year", "2026")):
        await browsing.page.locator(f'[name="needed_by-{part}"]').fill(typed)
    await browsing.press("Ask for more time")
    yield "more time given"
    await browsing.go(f"{story.path(SIAN)}/pass-on")
    yield "pass it on"
    await browsing.fill(email="mair at llais", words="See www.llais.example")
    await browsing.press("Pass it on")
    yield "pass it on, with errors"
    await browsing.fill(name="Mair Owen", email="mair@llais.example", words="You know the figures better than I do.")
    await browsing.press("Pass it on")
    yield "passed on"
    await browsing.press("Take it back from Mair Owen")
    yield "passed on, and taken back"


async def _authorising(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    """Jo asks Amina, who says no, then yes, then takes it back: the organisation's place is free for what comes after."""
    await browsing.go(story.path(JO))
    await browsing.press("Sign for Wensum")
    await browsing.press("Continue")
    await browsing.press("Continue")
    await browsing.choose("authority", "someone_else")
    await browsing.press("Continue")
    yield "who can authorise it"
    await browsing.choose("authoriser", "other")
    await browsing.press("Continue")
    yield "who can authorise it, with errors"
    await browsing.choose("authoriser", str(story.company.contacts[AMINA].id))
    await browsing.press("Continue")
    yield "check before it is authorised"
    await browsing.press("Send it to Amina Cole to authorise")
    yield "waiting for authority"
    await browsing.go(f"{story.path(JO)}/authoriser")
    yield "ask somebody else"
    await browsing.go(story.path(JO))
    yield "letter that waits for authority"
    await browsing.go(story.path(AMINA))
    yield "letter that waits for authority, for a colleague"
    await browsing.go(await story.authority_path())
    yield "authorise"
    await browsing.press("Send my answer")
    yield "authorise with an error"
    await browsing.choose("authorising", "not_signing")
    await browsing.fill(why_not="The board would rather wait.", person_title="Chief executive")
    await browsing.press("Send my answer")
    yield "authority refused"
    await browsing.go(story.path(JO))
    yield "letter that was not authorised"
    await browsing.press("Sign for Wensum")
    await browsing.press("Continue")
    await browsing.press("Continue")
    await browsing.choose("authority", "someone_else")
    await browsing.press("Continue")
    await browsing.choose("authoriser", str(story.company.contacts[AMINA].id))
    await browsing.press("Continue")
    await browsing.press("Send it to Amina Cole to authorise")
    await browsing.go(await story.authority_path())
    await browsing.choose("authorising", "chief_executive")
    await browsing.press("Send my answer")
    yield "authorised"
    await browsing.go(f"{await story.authority_path()}/withdraw")
    yield "take back what was authorised"
    await browsing.press("Withdraw the signature")
    yield "taken back"


async def _with_another_address(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    await browsing.go(f"{story.path(BEN)}/organisation")
    yield "which organisation are you replying for"
    await browsing.press("Continue")
    yield "which organisation with an error"
    await browsing.choose("whose", "branch")
    yield "which branch"
    await browsing.go(story.path(BEN))
    await browsing.press("Sign for The Mill Road Centre")
    await browsing.press("Continue")
    await browsing.fill(signer_email="ben.private@post.example")
    await browsing.press("Continue")
    await browsing.choose("authority", "chief_executive")
    await browsing.press("Continue")
    yield "check with another address"
    await browsing.press("Sign the letter for")
    yield "check your email"
    await browsing.fill(code="12")
    await browsing.press("Continue")
    yield "check your email with an error"
    await browsing.go(f"{story.path(BEN)}/address")
    yield "address"
    await browsing.go(await story.check_path())
    yield "confirm address"
    await browsing.press("Confirm this address")
    yield "address confirmed"
    await browsing.go(f"{story.path(BEN)}/signed")
    yield "in review"
    await browsing.go(story.path(BEN))
    yield "letter in review"


async def _from_outside(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    await story.publish()
    await browsing.go(story.start_path)
    yield "start"
    await browsing.press("Start now")
    yield "which organisation from outside"
    await browsing.fill(display_name="আশা কেন্দ্র")
    await browsing.press("Continue")
    if browsing.page.url.endswith("/name"):
        yield "which organisation from outside, once more"
        await browsing.press("Continue")
    yield "signer from outside"
    await browsing.fill(signer_name="Asha Roy", signer_title="Chair", signer_email="asha@kendro.example")
    await browsing.press("Continue")
    yield "authority from outside"
    own = browsing.page.url.removeprefix(browsing.site).removesuffix("/authority")
    await browsing.go(f"{own}/someone-else")
    yield "someone else from outside"
    await browsing.go(f"{own}/authoriser")
    yield "authoriser from outside"
    await browsing.go(f"{own}/authority")
    await browsing.choose("authority", "chief_executive")
    await browsing.press("Continue")
    yield "check from outside"
    await browsing.press("Sign the letter for")
    yield "check your email from outside"
    await browsing.go(f"{own}/address")
    yield "address from outside"
    await browsing.fill(signer_email="asha at kendro")
    await browsing.press("Send")
    yield "address with an error"
    await browsing.go(own)
    yield "letter signed from outside"
    await browsing.go(f"{own}/withdraw")
    yield "withdraw from outside"
    await browsing.press("Withdraw the signature")
    yield "withdrawn from outside"
    await browsing.go(f"{own}/change")
    yield "change from outside, once withdrawn"
    await browsing.go(f"{own}/changed")
    yield "changes from outside"


async def _late(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    """Siân has answered every question when the deadline comes, and so has somebody whom nobody invited."""
    await browsing.go(story.start_path)
    await browsing.press("Start now")
    await browsing.fill(display_name="Late Post Society")
    await browsing.press("Continue")
    if browsing.page.url.endswith("/name"):  # without JavaScript the row is shown first
        await browsing.press("Continue")
    await browsing.fill(signer_name="Bo Quill", signer_title="Chair", signer_email="bo@latepost.example")
    await browsing.press("Continue")
    await browsing.choose("authority", "chief_executive")
    await browsing.press("Continue")
    outside = browsing.page.url.removeprefix(browsing.site)
    await browsing.go(story.path(SIAN))
    await browsing.press("Sign for")
    await browsing.press("Continue")
    await browsing.press("Continue")
    await browsing.choose("authority", "chief_executive")
    await browsing.press("Continue")
    clock.advance(days=4)
    await browsing.press("Sign the letter for")
    yield "came too late"
    await browsing.go(f"{story.path(SIAN)}/check")
    yield "check after the deadline"
    await browsing.go(f"{story.path(SIAN)}/late")
    await browsing.fill(words="x" * 1001)
    await browsing.press("Ask to be added late")
    yield "came too late, with an error"
    await browsing.fill(words="Our trustees agreed at half past four.")
    await browsing.press("Ask to be added late")
    yield "asked to be added late"
    await browsing.go(f"{story.path(SIAN)}/name")
    await browsing.press("Continue")
    yield "answers that wait are not changed"
    await browsing.go(story.path(SIAN))
    yield "closed, and asked to be added late"
    await story.answer_late("The letter has gone to the minister.", clock.now())
    await browsing.go(f"{story.path(SIAN)}/late")
    yield "not added late"
    await browsing.go(story.path(SIAN))
    yield "closed, and not added late"
    await browsing.go(outside)
    await browsing.press("Keep these answers and go on")
    yield "came too late, from outside"


async def _by_cascade(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    """Kit signs by the link that Quay Voluntary Services shares, and Pat vouches there."""
    sharing = await begin_sharing(story, clock.now(), cap=5)
    await browsing.go(await sharing.page())
    yield "body's page before anybody has signed"
    await browsing.go(sharing.path)
    yield "shared letter"
    await browsing.press("Start now")
    yield "which organisation, by a shared letter"
    for name in ("Otter Friends", "Heron Youth Club of the Lower Wensum Valley and the Marshes beyond it"):
        await sharing.signed(name, clock.now())
    joint = await sharing.signed("Rook Club", clock.now(), partners=["Crow Club"])
    await sharing.signed("Wren Hall", clock.now(), confirmed=False)
    page = await sharing.page()
    await browsing.go(page)
    yield "body's page"
    await browsing.press("Vouch for all of them")
    yield "vouch"
    await browsing.press("Vouch for all 3")
    yield "vouch with errors"
    await browsing.go(f"{page}/not-ours?signature={joint}")
    yield "not ours"
    await browsing.press("Tell the secretariat")
    yield "not ours with errors"
    await browsing.fill(reason="They left us in spring.", person_name="Pat Reid", person_title="Manager")
    await browsing.press("Tell the secretariat")
    yield "said not to be ours"
    await browsing.press("Vouch for all of them")
    await browsing.fill(person_name="Pat Reid", person_title="Manager")
    await browsing.press("Vouch for all 2")
    yield "vouched"
    for show in ("signed", "with_secretariat", "not_ours"):
        await browsing.go(f"{page}?show={show}")
        yield f"body's page, {show}"
    await sharing.signed("Late Post Society", clock.now())
    await browsing.go(sharing.path)
    yield "shared letter with its fill"
    await browsing.go(page)
    yield "body's page with its fill"


async def _after_the_deadline(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    async for name in _late(browsing, story, clock):
        yield name
    await story.change_letter(signing=SigningState.OPEN, deadline_at=clock.now() + timedelta(days=3))
    await browsing.go(f"{story.path(SIAN)}/decline")
    await browsing.choose("reasons", "disagree_part")
    await browsing.fill(explanation="The second ask goes too far for us.")
    clock.advance(days=4)
    await browsing.press("Send this answer")
    yield "not recorded"
    await browsing.go(story.path(INFO))
    await browsing.press("Ask to be added late")
    yield "name after the deadline"
    await browsing.go(story.path(SIAN))
    yield "closed, and late is offered"
    await browsing.go(story.start_path)
    yield "start after the deadline"
