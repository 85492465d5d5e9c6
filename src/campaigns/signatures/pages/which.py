"""For whom somebody replies who holds an invitation: the organisation that was invited, a branch of it, or another one."""

from enum import StrEnum
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.access import Opened
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.signatures.access import Reply, reply_token
from campaigns.signatures.branches import BranchSaid, begin_for_another, begin_for_branch, branches_of
from campaigns.signatures.models import Signature
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.public_route import BEGINS_PER_HOUR
from campaigns.signatures.signing import begin_by_invitation
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import label, line

_ANY_LENGTH = 20_000
#: Said of a branch that is not among those on record.
TYPED = "typed"


class Whose(StrEnum):
    """For whom somebody replies."""

    INVITED = "invited"
    BRANCH = "branch"
    DIFFERENT = "different"


class WhichFields(msgspec.Struct, frozen=True, kw_only=True):
    """`branch` is the id of one on record, or `TYPED` (also when there is none to choose) with the two fields after it."""

    whose: Annotated[Whose | None, label("for whom you reply")] = None
    branch: Annotated[str, line("which branch or project", most=_ANY_LENGTH, required=False)] = ""
    branch_name: Annotated[str, line("its name", most=_ANY_LENGTH, required=False)] = ""
    branch_place: Annotated[str, line("where it is", most=_ANY_LENGTH, required=False)] = ""
    other_name: Annotated[str, line("the name of the organisation", most=_ANY_LENGTH, required=False)] = ""


@get("/organisation", include_in_schema=False)
async def ask_which(reply: Replying, session: Session, now: Now) -> Template:
    return await _page(session, reply, now, begun(WhichFields))


@post("/organisation", include_in_schema=False)
async def answer_with_which(
    request: AnyRequest, reply: Replying, session: Session, limits: Limits, keys: Keys, now: Now
) -> Redirect | Template:
    """Begin answers for whomever was chosen. What is for another than the invited organisation has an address of its own."""
    form = await read_form(request, WhichFields)
    if reply.opened is None:
        return go_to(reply)
    if not form.problems and form.value.whose is not Whose.INVITED:
        # The count is kept on a connection of its own, so this request gives up the one it has read the reply with.
        await session.rollback()
        await limits.count("begin to sign", client_of(request), BEGINS_PER_HOUR, 3600, now)
    if not form.problems:
        try:
            signature = await _begin(session, reply, reply.opened, form.value, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            return await not_recorded(session, keys, reply, now, str(refusal))
        else:
            if signature.invitation_link_id is not None and signature.branch_of_id is None:
                return go_to(reply, "name")
            return Redirect(f"/s/{reply_token(keys, signature.id, signature.rotation)}/name", status_code=303)
    abandon(session)
    await session.rollback()
    return await _page(session, reply, now, form, 422)


async def _begin(session: AsyncSession, reply: Reply, opened: Opened, fields: WhichFields, now: Now) -> Signature:
    match fields.whose:
        case Whose.INVITED:
            return await begin_by_invitation(session, opened, now)
        case Whose.BRANCH:
            said = BranchSaid(id=id_in(fields.branch), name=fields.branch_name, place=fields.branch_place)
            if said.id is None and fields.branch != TYPED and await branches_of(session, opened.organisation_id):
                raise Invalid({"branch": gettext("Say which branch or project it is.")})
            return await begin_for_branch(session, opened, said, reply.draft, now)
        case Whose.DIFFERENT:
            return await begin_for_another(session, opened, fields.other_name, reply.draft, now)
        case None:
            raise Invalid({"whose": gettext("Say for whom you reply.")})


async def _page(session: AsyncSession, reply: Reply, now: Now, form: Form[WhichFields], status_code: int = 200) -> Template:
    branches = await branches_of(session, reply.opened.organisation_id) if reply.opened else []
    return reply_page("which", reply, now, status_code, form=form, branches=branches, typed=TYPED)
