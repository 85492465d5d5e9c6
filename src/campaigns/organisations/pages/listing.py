"""The list of organisations, and the page of one."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from campaigns.coalitions.roles import Permission
from campaigns.languages.catalogues import gettext_noop
from campaigns.names.order import sort_key
from campaigns.names.tidy import tidy, warnings
from campaigns.organisations import queries
from campaigns.organisations.dependencies import Place, Waits
from campaigns.organisations.identifiers import REGISTERS
from campaigns.organisations.imports.queries import unfinished_imports
from campaigns.organisations.pages.frame import organisations_address, organisations_page, with_query
from campaigns.organisations.queries import Filters, Show
from campaigns.organisations.record.categories import categories
from campaigns.organisations.record.queries import changes_page, organisation_record
from campaigns.organisations.relations import LANGUAGES, WORDS
from campaigns.web.dependencies import Session

_SHOWN: dict[Show, str] = {
    Show.ALL: gettext_noop("All organisations"),
    Show.MEMBERS: gettext_noop("Members"),
    Show.PARTNERS: gettext_noop("Partners"),
    Show.FORMER_MEMBERS: gettext_noop("Former members"),
    Show.INFRASTRUCTURE: gettext_noop("Infrastructure bodies"),
}
#: Changes that the page of an organisation shows; the others are a page further.
_CHANGES = 5


@get("/organisations", include_in_schema=False)
async def show_list(
    session: Session,
    place: Place,
    waits: Waits,
    *,
    search: FromQuery[str] = "",
    show: FromQuery[Show] = Show.ALL,
    category: FromQuery[str] = "",
    branch_of: FromQuery[UUID | None] = None,
    no_contact: FromQuery[str] = "",
    after: FromQuery[UUID | None] = None,
    before: FromQuery[UUID | None] = None,
    done: FromQuery[str | None] = None,
) -> Template:
    """Fifty organisations in filing order, or those that were searched for."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    labels = await categories(session)
    filters = Filters(
        search=tidy(search)[:200],
        show=show,
        category=next((label.id for label in labels if str(label.id) == category), None),
        branch_of=branch_of,
        no_contact=bool(no_contact),
    )
    shown = await queries.organisations_page(session, filters=filters, after=after, before=before)
    here = organisations_address(place)
    chosen = {
        "search": filters.search,
        "show": "" if show is Show.ALL else show.value,
        "category": filters.category or "",
        "branch_of": branch_of or "",
        "no_contact": "yes" if no_contact else "",
    }
    return organisations_page(
        "list",
        place,
        done=done,
        shown=shown,
        waits=waits,
        search=filters.search,
        filters=filters,
        words=_SHOWN,
        categories=labels,
        parent=await queries.name_of(session, branch_of) if branch_of else "",
        unfinished=await unfinished_imports(session),
        earlier=with_query(here, **chosen, before=shown.earlier) if shown.earlier else "",
        later=with_query(here, **chosen, after=shown.later) if shown.later else "",
    )


@get("/organisations/{organisation_id:uuid}", include_in_schema=False)
async def show_one(
    organisation_id: FromPath[UUID], session: Session, place: Place, done: FromQuery[str | None] = None
) -> Template:
    """One organisation: its names, where it is filed, what is on record, and its contacts."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    organisation = await organisation_record(session, organisation_id)
    changes = await changes_page(session, organisation_id, limit=_CHANGES)
    return organisations_page(
        "show",
        place,
        done=done,
        organisation=organisation,
        relations=WORDS,
        languages=LANGUAGES,
        registers=REGISTERS,
        changes=changes,
        warnings=warnings(organisation.display_name),
        neighbours=await queries.neighbours_of(session, sort_key(organisation.sort_name), leave_out=organisation.id),
        contacts=[contact for contact in organisation.contacts if contact.ended_at is None],
        ended=[contact for contact in organisation.contacts if contact.ended_at is not None],
    )


HANDLERS = [show_list, show_one]
