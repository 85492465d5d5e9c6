"""The row in the list: the organisation's name, its neighbours, and those who sign with it."""

from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.names.tidy import warnings
from campaigns.signatures.access import Reply
from campaigns.signatures.answers import NameAnswer, answer_name, own_name
from campaigns.signatures.models import Signature
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import NameFields
from campaigns.signatures.pages.questions import REFUSALS, next_page, take_answer
from campaigns.signatures.pages.rows import Row, as_read, other_known_name, row_of
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import begun, read_form
from campaigns.web.templates import page


@get("/name", include_in_schema=False)
async def ask_name(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    draft = reply.draft
    if draft is None:
        return go_to(reply)
    form = begun(
        NameFields,
        display_name=own_name(draft.display_name, draft.joint_names),
        joint_names="\n".join(draft.joint_names),
        group=draft.as_group,
        previewed=as_read(draft),
    )
    row = await row_of(session, reply, draft) if draft.display_name else None
    return reply_page("name", reply, now, form=form, row=row, warnings=[], shown_first=True)


@post("/name", include_in_schema=False)
async def answer_with_name(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    """Keep the name. A row that the page has not shown yet is shown before going on; warnings never block."""
    try:
        draft, form = await take_answer(request, reply, session, now, NameFields, _put)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    if form.problems:
        abandon(session)
        return reply_page("name", reply, now, 422, form=form, row=None, warnings=[], shown_first=True)
    if form.value.previewed == as_read(draft):
        return go_to(reply, next_page(reply, draft, "signer"))
    row, found = await row_of(session, reply, draft), await _warnings(session, reply, draft, form.value)
    form = begun(
        NameFields,
        display_name=own_name(draft.display_name, draft.joint_names),
        joint_names="\n".join(draft.joint_names),
        group=draft.as_group,
        previewed=as_read(draft),
    )
    return reply_page("name", reply, now, form=form, row=row, warnings=found, shown_first=False)


@post("/name/preview", include_in_schema=False)
async def preview_name(request: AnyRequest, reply: Replying, session: Session) -> Template:
    """The row as it would stand, for showing while somebody types. Nothing is kept."""
    abandon(session)
    form = await read_form(request, NameFields)
    row, problem, found = None, "", list[str]()
    if form.problems:
        problem = next(iter(form.problems.values()))
    else:
        row, problem, found = await _tried(session, reply, form.value)
    return page("pages/signatures/parts/name_preview.html", row=row, problem=problem, warnings=found)


async def _tried(session: AsyncSession, reply: Reply, fields: NameFields) -> tuple[Row | None, str, list[str]]:
    unsaved = Signature(signer_name="", show_person=False)
    try:
        _put(unsaved, fields)
    except Invalid as invalid:
        return None, str(invalid), []
    return await row_of(session, reply, unsaved), "", await _warnings(session, reply, unsaved, fields)


def _put(draft: Signature, fields: NameFields) -> None:
    answer_name(draft, named_in(fields))


def named_in(fields: NameFields) -> NameAnswer:
    """The row that a form names."""
    joint_names = fields.joint_names.splitlines()
    return NameAnswer(display_name=fields.display_name, joint_names=joint_names, group=fields.group)


async def _warnings(session: AsyncSession, reply: Reply, row: Signature, fields: NameFields) -> list[str]:
    found = [sentence for name in (fields.display_name, *fields.joint_names.splitlines()) for sentence in warnings(name)]
    if known_as := await other_known_name(session, reply, row):
        found.append(
            gettext(
                "The secretariat knows the organisation as “{name}”, so it looks at this name before it counts.",
                name=known_as,
            )
        )
    if row.as_group and not (reply.opened and reply.opened.signs_as_group):
        found.append(gettext("The secretariat looks at it before it counts, because it is on behalf of your members."))
    return found
