"""The names of the list before it is frozen: what deserves a look, and correcting how a row reads."""

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
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.review.clean_up import names_to_look_at
from campaigns.review.names import count_proposed
from campaigns.review.queries import Item, item
from campaigns.signatures.answers import own_name
from campaigns.signatures.editing import Edit, edit
from campaigns.signatures.lifecycle import SignatureState
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import hidden, label, line, paragraphs

_ANY = 5000


class EditForm(msgspec.Struct, frozen=True, kw_only=True):
    """How the row is to read. `joint_names` has one name on each line, in the row's order."""

    row_version: Annotated[int, hidden()]
    after: Annotated[str, hidden()] = ""
    name: Annotated[str, line("the name in the list", most=_ANY, required=False)] = ""
    joint_names: Annotated[str, paragraphs("the other organisations", most=_ANY, required=False)] = ""
    sort_name: Annotated[str, line("what it is filed as", most=_ANY, required=False)] = ""
    title: Annotated[str, line("the job title", most=_ANY, required=False)] = ""
    hide_person: Annotated[bool, label("whether the signer is hidden")] = False
    reason: Annotated[str, paragraphs("the reason", most=_ANY, required=False)] = ""

    def wanted(self, *, joint: bool) -> Edit:
        return Edit(
            name=self.name,
            joint_names=[one for one in self.joint_names.splitlines() if one.strip()] if joint else None,
            sort_name=self.sort_name,
            title=self.title,
            hide_person=self.hide_person,
            reason=self.reason,
        )


@get("/letters/{reference:str}/names", include_in_schema=False)
async def show_names(
    reference: FromPath[str], session: Session, place: Scope, after: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Template:
    """The rows in which there is something to look at, a hundred of the list at a time."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    behind = id_in(after)
    return letter_page(
        "pages/review/clean_up.html",
        place,
        letter,
        here="review",
        done=done,
        found=await names_to_look_at(session, letter.id, behind),
        proposed=await count_proposed(session, letter.id),
        after=str(behind or ""),
        frozen=letter.signing is SigningState.FROZEN,
    )


@get("/letters/{reference:str}/signatures/{signature_id:uuid}/edit", include_in_schema=False)
async def ask_edit(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    session: Session,
    place: Scope,
    name: FromQuery[str] = "",
    after: FromQuery[str] = "",
) -> Template | Redirect:
    """The row as it reads; `name` fills in what was suggested, and is not saved before somebody presses the button."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    signature = found.signature
    if not _editable(letter, found):
        return sent_on(f"{address_of(place, reference)}/signatures/{signature_id}")
    form = begun(
        EditForm,
        row_version=signature.row_version,
        after=str(id_in(after) or ""),
        name=name[:_ANY] or own_name(signature.display_name, signature.joint_names),
        joint_names="\n".join(signature.joint_names),
        sort_name=signature.sort_name,
        title=signature.signer_title,
    )
    return _page(place, letter, found, form)


@post("/letters/{reference:str}/signatures/{signature_id:uuid}/edit", include_in_schema=False)
async def edit_the_row(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    form, status = await read_form(request, EditForm), 422
    if not form.problems:
        wanted = form.value.wanted(joint=bool(found.signature.joint_names))
        try:
            changed = await edit(session, signature_id, wanted, form.value.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            done = "row-edited" if changed else "row-unchanged"
            return sent_on(f"{address_of(place, reference)}/names", after=str(id_in(form.value.after) or ""), done=done)
    jobs.abandon(session)
    await session.rollback()
    return _page(place, letter, await item(session, letter.id, signature_id), form, status)


def _editable(letter: LetterDetail, found: Item) -> bool:
    return found.signature.state is SignatureState.ACCEPTED and letter.signing is not SigningState.FROZEN


def _page(place: Scope, letter: LetterDetail, found: Item, form: Form[EditForm], status: int = 200) -> Template:
    return letter_page(
        "pages/review/edit.html",
        place,
        letter,
        status,
        here="review",
        item=found,
        signature=found.signature,
        form=form,
        editable=_editable(letter, found),
    )


HANDLERS = [show_names, ask_edit, edit_the_row]
