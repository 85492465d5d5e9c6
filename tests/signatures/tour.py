"""A walk through every page of the member's side in a real browser, stopping at each in every state it can be seen in."""

from collections.abc import AsyncIterator

from playwright.async_api import Page, Request

from campaigns.standing_authority.telling import REQUEST, USED
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, Story
from tests.standing_authority.giving import ask, path_in, switch_on, use


class Browsing:
    """A window of a real browser at the site, which remembers what went wrong."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", lambda message: self._hear(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._hear(str(error)))
        page.on("request", self._watch)

    def _hear(self, words: str) -> None:
        # A form that is shown again with problems answers 422, 409 or 429, which Chromium notes as an error.
        if not words.startswith("Failed to load resource: the server responded with a status of 4"):
            self.complaints.append(words)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"asked another host: {request.url}")

    async def go(self, path: str) -> None:
        await self.page.goto(self.site + path)

    async def press(self, button: str) -> None:
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name=button).first.click()

    async def fill(self, **values: str) -> None:
        for name, value in values.items():
            await self.page.locator(f'[name="{name}"]').fill(value)

    async def choose(self, name: str, value: str) -> None:
        await self.page.locator(f'[name="{name}"][value="{value}"]').check()


async def tour(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    """The name of each page in each state, while the browser shows it."""
    async for name in _signing(browsing, story):
        yield name
    async for name in _answering(browsing, story):
        yield name
    async for name in _standing_authority(browsing, story, clock):
        yield name
    async for name in _authorising(browsing, story):
        yield name
    async for name in _with_another_address(browsing, story):
        yield name
    async for name in _from_outside(browsing, story):
        yield name
    async for name in _own_page(browsing, story, clock):
        yield name
    async for name in _after_the_deadline(browsing, story, clock):
        yield name
    async for name in _stopping(browsing, story):
        yield name


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
    yield "another organisation"
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
    yield "which organisation"
    await browsing.fill(display_name="আশা কেন্দ্র")
    await browsing.press("Continue")
    if browsing.page.url.endswith("/name"):
        yield "which organisation, once more"
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


async def _after_the_deadline(browsing: Browsing, story: Story, clock: Clock) -> AsyncIterator[str]:
    await browsing.go(story.path(INFO))
    clock.advance(days=4)
    await browsing.press("Sign for Wensum")
    yield "not recorded"
    await browsing.go(story.path(SIAN))
    yield "closed"
    await browsing.go(story.start_path)
    yield "start after the deadline"
