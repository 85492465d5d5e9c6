"""Everything once more, and the one button that signs."""

from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.signatures import answers, replying
from campaigns.signatures.access import Reply
from campaigns.signatures.authorisers import proved_by_authoriser
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.models import Authority
from campaigns.signatures.own_domain import proved_by_address
from campaigns.signatures.pages.authoriser import address_shown
from campaigns.signatures.pages.dependencies import Replying, read_again
from campaigns.signatures.pages.fields import CheckFields
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.rows import other_known_name, row_of
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page, without_draft
from campaigns.signatures.queries import SignatureDetail
from campaigns.signatures.signing import address_was_invited
from campaigns.text.view import letter_view
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import begun, read_form

_TO_THE_SIGNER = {
    Authority.CHIEF_EXECUTIVE: gettext_noop("You are the chief executive or director"),
    Authority.TRUSTEES_AGREED: gettext_noop("The trustees or the board agreed"),
    Authority.DELEGATED: gettext_noop("It is delegated to you"),
}


@get("/check", include_in_schema=False)
async def check_answers(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    draft = reply.draft
    if draft is None:
        return go_to(reply)
    if reply.late is not None and reply.late.state is LateState.ASKED:
        return go_to(reply, "late")
    if (missing := answers.complete(draft, two_people=reply.two_people)) is not None:
        return go_to(reply, missing)
    letter = reply.letter
    known_as = await other_known_name(session, reply, draft)
    invited = await address_was_invited(session, draft)
    asks = bool(draft.authoriser_email)
    proves_itself = not invited and not asks and await proved_by_address(session, draft) is not None
    unknown_group = draft.as_group and not (reply.opened is not None and reply.opened.signs_as_group)
    return reply_page(
        "check",
        reply,
        now,
        form=begun(CheckFields, row_version=draft.row_version),
        draft=draft,
        row=await row_of(session, reply, draft),
        authority=gettext(_TO_THE_SIGNER[draft.authority])
        if draft.authority
        else gettext("Somebody else has to authorise it"),
        attestation=answers.agreed_sentence(draft, letter.words.title, letter.version),
        asks=asks,
        authoriser_proves=asks and await proved_by_authoriser(session, draft),
        authoriser_address=await address_shown(session, reply, draft) if asks else "",
        invited=invited,
        proves_itself=proves_itself,
        known_as=known_as,
        counts_at_once=invited and not (asks or draft.joint_names or known_as or draft.branch_of_id or unknown_group),
        unknown_group=unknown_group,
        letter=letter_view(letter.words, title_level=2),
    )


@post("/check", include_in_schema=False)
async def sign(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Sign, or keep the answers where they come too late.

    A button pressed twice signs once; what a colleague did first is told with 409.
    """
    draft = reply.draft
    if draft is None:
        # Without a draft the button was pressed twice, or a colleague's signature has ended what was begun here.
        return go_to(reply, "signed") if reply.own else await not_recorded(session, keys, reply, now, without_draft(reply))
    form = await read_form(request, CheckFields)
    row_version = None if form.problems else form.value.row_version
    if row_version is None:
        return go_to(reply, "check")
    try:
        sent = await replying.sign(session, reply, draft.id, row_version, reply.actor(request_id), now)
    except Invalid:
        return go_to(reply, answers.complete(draft, two_people=reply.two_people) or "check")
    except REFUSALS as refusal:
        if await _sent_meanwhile(session, keys, reply, draft):
            return go_to(reply, "signed")
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "late" if isinstance(sent, LateRequest) else "signed")


async def _sent_meanwhile(session: AsyncSession, keys: Keys, reply: Reply, draft: SignatureDetail) -> bool:
    fresh = await read_again(session, keys, reply)
    return fresh.draft is None and fresh.signature is not None and fresh.signature.id == draft.id
