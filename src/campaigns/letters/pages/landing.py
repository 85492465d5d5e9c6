"""Where people come in after signing in: to their one coalition, or to a choice of several."""

from litestar import get
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import WORDS, Permission
from campaigns.coalitions.scope import coalitions_of
from campaigns.letters.pages.frame import letters_address
from campaigns.people.dependencies import SignedIn
from campaigns.web.dependencies import Session
from campaigns.web.templates import page


@get("/secretariat", include_in_schema=False)
async def landing(session: Session, person: SignedIn) -> Template | Redirect:
    """Straight to the coalition where there is one; otherwise a choice, or a word on why there is none."""
    coalitions = await coalitions_of(session, person)
    if len(coalitions) == 1:
        return Redirect(f"/secretariat/{coalitions[0].slug}", status_code=303)
    return page(
        "pages/letters/landing.html", coalitions=coalitions, role_words=WORDS, person_name=person.name or person.email
    )


@get("/", include_in_schema=False)
async def home(place: Scope) -> Template | Redirect:
    """The letters for those who work on them; for member representatives what they can see, and where."""
    if place.may(Permission.READ_LETTERS):
        return Redirect(letters_address(place), status_code=303)
    return page("pages/letters/member.html", coalition=place, section="")
