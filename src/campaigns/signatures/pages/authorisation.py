"""The page behind the link in the mail that asks to authorise. Opening it does nothing; its one button does."""

from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.signatures import answers
from campaigns.signatures.answers import AUTHORITY_WORDS
from campaigns.signatures.authorisers import proved_by_authoriser
from campaigns.signatures.authorising import (
    Authorisation,
    Ground,
    Refusal,
    Request,
    authorise,
    open_request,
    refusal_told,
    refuse,
    take_back,
)
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority
from campaigns.signatures.pages.fields import Authorising, AuthorisingFields
from campaigns.signatures.superseding import successor_of_state
from campaigns.text.view import letter_view
from campaigns.tokens import Keys as KeysType
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.templates import page

Asked = NamedDependency[Request]
#: Where the note of each answer is typed: the field beneath its choice.
_NOTES = {
    Authorising.TRUSTEES_AGREED: "agreed_on",
    Authorising.DELEGATED: "delegated_by",
    Authorising.NOT_SIGNING: "why_not",
    Authorising.CANNOT: "why_cannot",
}
_REFUSING = {Authorising.NOT_SIGNING, Authorising.CANNOT}


async def provide_asked(
    token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[KeysType]
) -> Request:
    return await open_request(session, keys, token)


@get("/", include_in_schema=False)
async def show_request(asked: Asked, session: Session, now: Now) -> Template:
    """The question, or how the signature stands once nobody is asked any more."""
    signature = asked.signature
    if signature.state is not SignatureState.AWAITING_AUTHORITY:
        successor = await successor_of_state(session, signature.id, signature.state)
        return page(
            "pages/signatures/authorisation_answered.html",
            coalition=asked.coalition,
            letter_detail=asked.letter,
            signature=signature,
            may_take_back=asked.may_take_back,
            replaced=successor.sentence(asked.letter.reference, asked.letter.zone, now) if successor else "",
            refusal=refusal_told(signature.authoriser_note) if signature.refused else "",
            basis=gettext(AUTHORITY_WORDS[signature.authoriser_basis]) if signature.authoriser_basis else "",
        )
    form = begun(AuthorisingFields, person_name=signature.authoriser_name, person_title=asked.title)
    return await _question(session, asked, form)


@post("/", include_in_schema=False)
async def answer_request(
    token: FromPath[str], request: AnyRequest, asked: Asked, session: Session, now: Now, request_id: RequestId
) -> Redirect | Template:
    form, status = await read_form(request, AuthorisingFields), 422
    if not form.problems:
        try:
            await _take(session, asked, form.value, now, request_id)
        except Invalid as invalid:
            form = form.with_problems(_by_field(form.value, invalid.problems))
        except Conflict as conflict:
            form, status = form.with_problems({"": str(conflict)}), 409
        except NotAllowedNow:
            # Answered, withdrawn or given to somebody else meanwhile: the page says what became of it.
            abandon(session)
            return Redirect(f"/a/{token}", status_code=303)
        else:
            return Redirect(f"/a/{token}", status_code=303)
    abandon(session)
    await session.rollback()
    return await _question(session, asked, form, status)


@get("/withdraw", include_in_schema=False)
async def ask_to_take_back(token: FromPath[str], asked: Asked) -> Template | Redirect:
    if not asked.may_take_back:
        return Redirect(f"/a/{token}", status_code=303)
    return page(
        "pages/signatures/take_back.html",
        coalition=asked.coalition,
        letter_detail=asked.letter,
        signature=asked.signature,
        back=f"/a/{token}",
    )


@post("/withdraw", include_in_schema=False)
async def take_back_authority(
    token: FromPath[str], asked: Asked, session: Session, now: Now, request_id: RequestId
) -> Redirect:
    """Withdraw what this person authorised; where nothing of it stands, the page says what became of it."""
    try:
        await take_back(session, asked, now, request_id)
    except NotAllowedNow:
        abandon(session)
    return Redirect(f"/a/{token}", status_code=303)


async def _take(session: Session, asked: Request, fields: AuthorisingFields, now: Now, request_id: str) -> None:
    name, title, choice = fields.person_name, fields.person_title, fields.authorising
    note = getattr(fields, _NOTES[choice]) if choice in _NOTES else ""
    if choice in _REFUSING:
        refusal = Refusal(person_name=name, person_title=title, ground=Ground(choice.value), reason=note)
        await refuse(session, asked, refusal, now, request_id)
        return
    basis = Authority(choice.value) if choice else None
    answer = Authorisation(person_name=name, person_title=title, basis=basis, note=note)
    await authorise(session, asked, answer, now, request_id)


def _by_field(fields: AuthorisingFields, problems: dict[str, str]) -> dict[str, str]:
    noted = _NOTES.get(fields.authorising, "authorising") if fields.authorising else "authorising"
    names = {"authority": "authorising", "ground": "authorising", "authority_note": noted, "reason": noted}
    return {names.get(name, name): why for name, why in problems.items()}


async def _question(session: Session, asked: Request, form: Form[AuthorisingFields], status: int = 200) -> Template:
    signature, letter = asked.signature, asked.letter
    return page(
        "pages/signatures/authorise.html",
        status,
        coalition=asked.coalition,
        letter_detail=letter,
        signature=signature,
        form=form,
        by_secretariat=asked.by_secretariat,
        proves=await proved_by_authoriser(session, signature),
        signers_basis=gettext(AUTHORITY_WORDS[signature.authority]) if signature.authority else "",
        attestation=answers.authorisation(
            answers.stands_for(signature),
            letter.words.title,
            letter.version,
            signature.signer_name,
            several=bool(signature.joint_names),
        ),
        letter=letter_view(letter.words, title_level=2),
    )


REQUESTED = {"asked": Provide(provide_asked)}
