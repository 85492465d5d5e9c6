"""On what authority somebody signs. There is no default, and "someone else has to" leads to who that is."""

from functools import partial

from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.errors import Invalid
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.signatures import answers
from campaigns.signatures.answers import AuthorityAnswer, answer_authority
from campaigns.signatures.models import Authority, Signature
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import AuthorityFields, Basis
from campaigns.signatures.pages.questions import REFUSALS, next_page, take_answer
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import begun


@get("/authority", include_in_schema=False)
async def ask_authority(reply: Replying, now: Now) -> Redirect | Template:
    draft = reply.draft
    if draft is None:
        return go_to(reply)
    form = begun(
        AuthorityFields,
        authority=draft.authority or (Basis.SOMEONE_ELSE if draft.authoriser_email else None),
        agreed_on=draft.authority_note if draft.authority is Authority.TRUSTEES_AGREED else "",
        delegated_by=draft.authority_note if draft.authority is Authority.DELEGATED else "",
    )
    return reply_page("authority", reply, now, form=form)


@post("/authority", include_in_schema=False)
async def answer_with_authority(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    try:
        put = partial(_put, reply.two_people, reply.letter.individuals_may_sign)
        draft, form = await take_answer(request, reply, session, now, AuthorityFields, put)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    if form.problems:
        abandon(session)
        return reply_page("authority", reply, now, 422, form=form)
    if form.value.authority is Basis.PERSONAL:
        return go_to(reply, "personal")
    if form.value.authority is Basis.SOMEONE_ELSE:
        return go_to(reply, next_page(reply, draft, "authoriser"))
    return go_to(reply, answers.complete(draft, two_people=reply.two_people) or "check")


@get("/someone-else", include_in_schema=False)
async def someone_else(reply: Replying, now: Now) -> Template:
    return reply_page("someone_else", reply, now)


def _put(  # bound by the places of the first two
    two_people: bool,  # noqa: FBT001
    individuals_may_sign: bool,  # noqa: FBT001
    draft: Signature,
    fields: AuthorityFields,
) -> None:
    if fields.authority is Basis.PERSONAL:
        # No answer for the organisation: what was begun for it stays as it is.
        if not individuals_may_sign:
            raise Invalid({"authority": gettext("Only organisations sign this letter. Say whether you can sign for yours.")})
        return
    if fields.authority is Basis.SOMEONE_ELSE:
        draft.authority, draft.authority_note = None, ""
        return
    if not two_people:
        answers.ask_nobody(draft)
    notes = {Basis.TRUSTEES_AGREED: ("agreed_on", fields.agreed_on), Basis.DELEGATED: ("delegated_by", fields.delegated_by)}
    field, note = notes.get(fields.authority, ("", "")) if fields.authority else ("", "")
    basis = Authority(fields.authority.value) if fields.authority else None
    try:
        answer_authority(draft, AuthorityAnswer(authority=basis, authority_note=note))
    except Invalid as invalid:
        problems = {field if name == "authority_note" else name: why for name, why in invalid.problems.items()}
        raise Invalid(problems) from None
