"""Recording a signature that an organisation gave by email or on the phone."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.instants import instant
from campaigns.invitations.queries import options
from campaigns.letters.pages.form import LETTER_LIMIT
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference, versions_of
from campaigns.organisations.queries import OrganisationDetail, organisation_detail
from campaigns.review import recording
from campaigns.review.recording import LONGEST_EVIDENCE, Agreement
from campaigns.signatures.models import Authority, EvidenceKind
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import email, label, line, paragraphs


class RecordForm(msgspec.Struct, frozen=True, kw_only=True):
    display_name: Annotated[str, line("the name in the list", most=1000)]
    group: Annotated[bool, label("whether it is on behalf of its members")] = False
    signer_name: Annotated[str, line("the full name of the person who agreed", most=1000)]
    signer_title: Annotated[str, line("their job title or role", most=1000)]
    signer_email: Annotated[str, email("their email address")]
    authority: Annotated[Authority, label("on what authority they agreed")]
    authority_note: Annotated[str, line("when or by whom", most=1000, required=False)] = ""
    kind: Annotated[EvidenceKind, label("how they agreed")]
    agreed_date: Annotated[date, label("the date when they agreed")]
    agreed_time: Annotated[time, label("the time when they agreed")]
    version: Annotated[int, label("which text they agreed to")]
    words: Annotated[str, paragraphs("what they wrote or said", most=LONGEST_EVIDENCE)]
    second_name: Annotated[str, line("the name of the second person", most=1000, required=False)] = ""
    second_words: Annotated[str, paragraphs("what the second person said", most=LONGEST_EVIDENCE, required=False)] = ""

    def agreement(self, zone: str) -> Agreement:
        """What was typed, its time read in `zone` (IANA name). Raises `Invalid`."""
        try:
            agreed_at = instant(self.agreed_date, self.agreed_time.replace(tzinfo=None), zone)
        except Invalid as invalid:
            raise Invalid({"agreed_time": next(iter(invalid.problems.values()))}) from None
        return Agreement(
            display_name=self.display_name,
            group=self.group,
            signer_name=self.signer_name,
            signer_title=self.signer_title,
            signer_email=self.signer_email,
            authority=self.authority,
            authority_note=self.authority_note,
            kind=self.kind,
            words=self.words,
            second_name=self.second_name,
            second_words=self.second_words,
            agreed_at=agreed_at,
            version=self.version,
        )


@get("/letters/{reference:str}/record", include_in_schema=False)
async def choose_organisation(reference: FromPath[str], session: Session, place: Scope, q: FromQuery[str] = "") -> Template:
    """For whom: any organisation of the directory, invited or not."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await options(session, letter.id, search=q[:200])
    return letter_page("pages/review/record_whom.html", place, letter, here="responses", q=q.strip(), found=found)


@get("/letters/{reference:str}/record/{organisation_id:uuid}", include_in_schema=False)
async def ask_what_was_agreed(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    session: Session,
    place: Scope,
    contact: FromQuery[str] = "",
) -> Template:
    """The form; `contact` fills in one of the organisation's people."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    organisation = await organisation_detail(session, organisation_id)
    known = next((one for one in organisation.contacts if one.id == id_in(contact)), None)
    person = {"signer_name": known.name, "signer_title": known.role_title, "signer_email": known.email} if known else {}
    form = begun(RecordForm, display_name=organisation.display_name, **person)
    return await _page(session, place, letter, organisation, form)


@post("/letters/{reference:str}/record/{organisation_id:uuid}", include_in_schema=False, request_max_body_size=LETTER_LIMIT)
async def record(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    organisation = await organisation_detail(session, organisation_id)
    form, status = await read_form(request, RecordForm), 422
    if not form.problems:
        try:
            signature = await recording.record(
                session, letter.id, organisation.id, form.value.agreement(letter.zone), by, now
            )
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/signatures/{signature.id}", done="recorded")
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, letter, organisation, form, status)


async def _page(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    organisation: OrganisationDetail,
    form: Form[RecordForm],
    status: int = 200,
) -> Template:
    return letter_page(
        "pages/review/record.html",
        place,
        letter,
        status,
        here="responses",
        form=form,
        organisation=organisation,
        versions=[one for one in await versions_of(session, letter.id) if one.locked_at],
    )


HANDLERS = [choose_organisation, ask_what_was_agreed, record]
