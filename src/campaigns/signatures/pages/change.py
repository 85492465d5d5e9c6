"""Changing how the row reads, after signing: the same page for a change, and one button that hides the signer."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, TooMany
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.signatures.access import Reply
from campaigns.signatures.answers import own_name
from campaigns.signatures.changes import changes_of, newest_proposal
from campaigns.signatures.changing import Wanted, change, hide_person, take_name_back
from campaigns.signatures.editing import newest_edit
from campaigns.signatures.lifecycle import MAY_SHOW, SignatureState
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import Shown
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.rows import other_known_name, row_of
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.queries import SignatureDetail
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, line

_ANY_LENGTH = 20_000


class ChangeFields(msgspec.Struct, frozen=True, kw_only=True):
    """`signature` and `row_version` are those of the row that the page showed. Only the signer's page has the last two."""

    signature: Annotated[UUID, hidden()]
    row_version: Annotated[int, hidden()]
    display_name: Annotated[str, line("the name", most=_ANY_LENGTH, required=False)] = ""
    signer_title: Annotated[str, line("your job title", most=_ANY_LENGTH, required=False)] = ""
    shown: Annotated[Shown | None, label("what the list shows")] = None

    def wanted(self, *, own: bool) -> Wanted:
        """How the row is to read. A colleague's page (not `own`) sends no title, which is no wish to take it away."""
        shown = None if self.shown is None else self.shown is Shown.PERSON
        title = self.signer_title if own else self.signer_title or None
        return Wanted(name=self.display_name, title=title, shown=shown)


class HideFields(msgspec.Struct, frozen=True, kw_only=True):
    """`hidden_of` is the signature that the page showed."""

    hidden_of: Annotated[UUID, hidden()]


class TakeBackFields(msgspec.Struct, frozen=True, kw_only=True):
    """`proposal` is the name that the page showed."""

    proposal: Annotated[UUID, hidden()]


@get("/change", include_in_schema=False)
async def ask_what_to_change(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    """The row as it reads now. Where it can be changed no more, the page says so and still hides the signer."""
    signature = reply.signature
    if signature is None or signature.state not in MAY_SHOW:
        return go_to(reply)
    form = begun(
        ChangeFields,
        signature=signature.id,
        row_version=signature.row_version,
        display_name=own_name(signature.display_name, signature.joint_names),
        signer_title=signature.signer_title,
        shown=Shown.PERSON if signature.show_person else Shown.ORGANISATION,
    )
    return await _page(session, reply, signature, form, now)


@post("/change", include_in_schema=False)
async def change_the_row(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    form = await read_form(request, ChangeFields)
    signature = reply.signature
    if signature is None:
        return go_to(reply)
    status = 422
    if not form.problems:
        if form.value.signature != signature.id:
            return await not_recorded(session, keys, reply, now, gettext(_ANOTHER))
        by = reply.actor(request_id)
        try:
            wanted, row_version = form.value.wanted(own=reply.own), form.value.row_version
            outcome = await change(session, signature.id, wanted, row_version, by, now, own=reply.own)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except TooMany as refusal:
            form, status = form.with_problems({"": str(refusal)}), 429
        except REFUSALS as refusal:
            return await not_recorded(session, keys, reply, now, str(refusal))
        else:
            return go_to(reply, "changed?hidden_only=1" if outcome.held_back else "changed")
    abandon(session)
    return await _page(session, reply, signature, form, now, status)


@post("/hide", include_in_schema=False)
async def hide_the_signer(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """At once, from any page that still shows them, whatever else can be changed."""
    form = await read_form(request, HideFields)
    signature = reply.signature
    if signature is None:
        return go_to(reply)
    if form.problems or form.value.hidden_of != signature.id:
        return await not_recorded(session, keys, reply, now, gettext(_ANOTHER))
    try:
        await hide_person(session, signature.id, reply.actor(request_id), now)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "changed")


@post("/take-name-back", include_in_schema=False)
async def take_the_name_back(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """End the name that waits for the secretariat, from any page of the organisation's that shows it."""
    form = await read_form(request, TakeBackFields)
    signature = reply.signature
    waiting = await newest_proposal(session, signature.id) if signature is not None else None
    if signature is None or form.problems or waiting is None or waiting.id != form.value.proposal:
        return await not_recorded(session, keys, reply, now, gettext("The name you meant does not wait any more."))
    try:
        await take_name_back(session, signature.id, reply.actor(request_id), now)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "changed")


@get("/changed", include_in_schema=False)
async def show_changes(reply: Replying, session: Session, now: Now, hidden_only: FromQuery[str] = "") -> Redirect | Template:
    """How the row reads now, what it read before, and the name that waits for the secretariat."""
    signature = reply.signature
    if signature is None or signature.state not in MAY_SHOW:
        return go_to(reply)
    return reply_page(
        "changed",
        reply,
        now,
        hidden_only=bool(hidden_only),
        signature=signature,
        row=await row_of(session, reply, signature),
        changes=await changes_of(session, signature.id),
        proposal=await newest_proposal(session, signature.id),
        undoable=reply.own and changeable(reply) and await newest_edit(session, signature.id) is not None,
    )


def changeable(reply: Reply) -> bool:
    """Whether the row stands in a list that can still change."""
    accepted = reply.signature is not None and reply.signature.state is SignatureState.ACCEPTED
    return accepted and reply.letter.signing is not SigningState.FROZEN


async def _page(
    session: AsyncSession, reply: Reply, signature: SignatureDetail, form: Form[ChangeFields], now: Now, status: int = 200
) -> Template:
    return reply_page(
        "change",
        reply,
        now,
        status,
        form=form,
        signature=signature,
        changeable=changeable(reply),
        frozen=reply.letter.signing is SigningState.FROZEN,
        row=await row_of(session, reply, signature),
        known_as=await other_known_name(session, reply, signature),
        proposal=await newest_proposal(session, signature.id),
    )


_ANOTHER = gettext_noop("The signature you meant is not the one that stands now.")

HANDLERS = [ask_what_to_change, change_the_row, hide_the_signer, take_the_name_back, show_changes]
