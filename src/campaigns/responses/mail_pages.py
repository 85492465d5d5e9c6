"""The mails to one organisation, each with how far it came."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.languages.catalogues import gettext_noop
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.mail import OrganisationMail, mail_to
from campaigns.responses.queries import DELIVERY_WORDS
from campaigns.responses.words import said_of_mail
from campaigns.web.dependencies import Session

KINDS = {
    "invitation": gettext_noop("Invitation"),
    "reminder": gettext_noop("Reminder"),
    "deadline_changed": gettext_noop("New deadline"),
}


@get("/letters/{reference:str}/responses/{organisation_id:uuid}/mail", include_in_schema=False)
async def show_mail(reference: FromPath[str], organisation_id: FromPath[UUID], session: Session, place: Scope) -> Template:
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return letter_page(
        "pages/responses/mail.html",
        place,
        letter,
        here="responses",
        organisation_id=organisation_id,
        sent=await mail_to(session, letter.id, organisation_id),
        delivery=DELIVERY_WORDS,
        kinds=KINDS,
        said_of_mail=said_of_mail,
    )


@get("/{reference:str}/responses/{organisation_id:uuid}/mail")
async def list_mail(
    reference: FromPath[str], organisation_id: FromPath[UUID], session: Session, place: Scope
) -> OrganisationMail:
    """Every mail that went to an organisation about its invitation, and how far it came. Never whether it was opened."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return await mail_to(session, letter.id, organisation_id)
