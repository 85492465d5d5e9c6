"""The page behind "This is wrong". Opening it does nothing; its button takes the signature off the list, and may undo it."""

from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotAllowedNow, TooMany
from campaigns.jobs import abandon
from campaigns.signatures.answers import authority_told
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.objections import Objection, object_to, open_objection, take_back
from campaigns.signatures.pages.fields import ObjectionFields
from campaigns.signatures.step_limits import objections_told_at
from campaigns.signatures.superseding import successor_of_state
from campaigns.tokens import Keys as KeysType
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, RequestId, Session
from campaigns.web.forms import begun, read_form
from campaigns.web.templates import page

Objecting = NamedDependency[Objection]


async def provide_objection(
    token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[KeysType]
) -> Objection:
    return await open_objection(session, keys, token)


@get("/", include_in_schema=False)
async def ask_what_is_wrong(objection: Objecting, session: Session, now: Now) -> Template:
    """The question, or how the signature stands once it is not listed any more."""
    if objection.signature.state is not SignatureState.ACCEPTED:
        told_at = await objections_told_at(session, objection.signature.id, now)
        successor = await successor_of_state(session, objection.signature.id, objection.signature.state)
        letter = objection.letter
        replaced = successor.sentence(letter.reference, letter.zone, now) if successor else ""
        return _page("wrong_told", objection, told_later=told_at if told_at > now else None, replaced=replaced)
    return _page("this_is_wrong", objection, form=begun(ObjectionFields, person_name=objection.message.recipient_name))


@post("/", include_in_schema=False)
async def say_it_is_wrong(
    token: FromPath[str], request: AnyRequest, objection: Objecting, session: Session, now: Now, request_id: RequestId
) -> Redirect | Template:
    form = await read_form(request, ObjectionFields)
    if not form.problems:
        try:
            await object_to(session, objection, form.value.person_name, form.value.explanation, now, request_id)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotAllowedNow:
            # Withdrawn or removed meanwhile: what was wanted has happened, and the page says so.
            abandon(session)
            return Redirect(f"/o/{token}", status_code=303)
        else:
            return Redirect(f"/o/{token}", status_code=303)
    abandon(session)
    return _page("this_is_wrong", objection, 422, form=form)


@post("/taken-back", include_in_schema=False)
async def say_it_is_right(
    token: FromPath[str], objection: Objecting, session: Session, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Undo the button; where somebody else objected or decided meanwhile, the page says how it stands."""
    try:
        await take_back(session, objection, now, request_id)
    except TooMany as refusal:
        abandon(session)
        return _page("wrong_told", objection, 429, too_often=str(refusal))
    except NotAllowedNow:
        abandon(session)
    return Redirect(f"/o/{token}", status_code=303)


def _page(name: str, objection: Objection, status: int = 200, **more: object) -> Template:
    signature = objection.signature
    return page(
        f"pages/signatures/{name}.html",
        status,
        coalition=objection.coalition,
        letter_detail=objection.letter,
        signature=signature,
        may_take_back=objection.may_take_back,
        authority=authority_told(signature),
        **{"told_later": None, "too_often": "", "replaced": "", **more},
    )


OBJECTION = {"objection": Provide(provide_objection)}
