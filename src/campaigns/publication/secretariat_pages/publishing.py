"""The question before an edition is published, publishing it, and holding a publication that is set."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import letter_of_reference
from campaigns.publication import actions
from campaigns.publication.documents.wording import count_sentence
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.secretariat_pages.step_form import row_version_sent
from campaigns.publication.secretariat_queries import edition_in_state
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session, Settings


@get("/letters/{reference:str}/edition/publish", include_in_schema=False)
async def ask_publish(reference: FromPath[str], session: Session, settings: Settings, place: Scope) -> Template | Redirect:
    """Published is for good, so one press alone does not do it."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    candidate = await edition_in_state(session, letter.id, EditionState.CANDIDATE)
    if candidate is None:
        return sent_on(f"{address_of(place, reference)}/edition")
    return letter_page(
        "pages/publication_secretariat/publish.html",
        place,
        letter,
        here="edition",
        candidate=candidate,
        sentence=count_sentence(candidate.content),
        public_address=f"{settings.public_url}/letters/{place.slug}/{letter.slug}",
    )


@post("/letters/{reference:str}/edition/publish", include_in_schema=False)
async def publish(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Redirect:
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    published = await actions.publish_now(session, letter.id, await row_version_sent(request), by, now)
    done = "published" if published.release is ReleaseState.PUBLISHED else "publishing"
    return sent_on(f"{address_of(place, reference)}/edition", done=done)


@post("/letters/{reference:str}/edition/hold", include_in_schema=False)
async def hold(reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now) -> Redirect:
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    await actions.hold(session, letter.id, await row_version_sent(request), by, now)
    return sent_on(f"{address_of(place, reference)}/edition", done="held")


HANDLERS = [ask_publish, publish, hold]
