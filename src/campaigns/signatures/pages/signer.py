"""Who signs, and whether the list shows the person; the default shows the organisation alone."""

from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.jobs import abandon
from campaigns.signatures.answers import SignerAnswer, answer_signer
from campaigns.signatures.models import Signature
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import Shown, SignerFields
from campaigns.signatures.pages.questions import REFUSALS, next_page, take_answer
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import begun


@get("/signer", include_in_schema=False)
async def ask_signer(reply: Replying, now: Now) -> Redirect | Template:
    draft = reply.draft
    if draft is None:
        return go_to(reply)
    form = begun(
        SignerFields,
        signer_name=draft.signer_name,
        signer_title=draft.signer_title,
        signer_email=draft.signer_email,
        signer_phone=draft.signer_phone,
        shown=Shown.PERSON if draft.show_person else Shown.ORGANISATION,
    )
    return reply_page("signer", reply, now, form=form)


@post("/signer", include_in_schema=False)
async def answer_with_signer(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    try:
        draft, form = await take_answer(request, reply, session, now, SignerFields, _put)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    if form.problems:
        abandon(session)
        return reply_page("signer", reply, now, 422, form=form)
    return go_to(reply, next_page(reply, draft, "authority"))


def _put(draft: Signature, fields: SignerFields) -> None:
    answer_signer(
        draft,
        SignerAnswer(
            signer_name=fields.signer_name,
            signer_title=fields.signer_title,
            signer_email=fields.signer_email,
            signer_phone=fields.signer_phone,
            show_person=fields.shown is Shown.PERSON,
        ),
    )
