"""The edition that waits: its page, its list, its files and warnings, what changes with it, and the time it is published."""

from datetime import date, time
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.individuals.wording import identified
from campaigns.instants import instant
from campaigns.languages.catalogues import gettext
from campaigns.letters.guards import refusal
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState, SigningStep
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.models import Attribution
from campaigns.letters.pages.form import zone_choices
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.publication import actions
from campaigns.publication.changes import (
    Change,
    changes_between,
    changes_since,
    individuals_left_since_built,
    left_before,
    left_since_built,
)
from campaigns.publication.documents.view import letter_view
from campaigns.publication.documents.wording import (
    INDIVIDUALS_HEADING,
    count_sentence,
    individuals_sentence,
    list_heading,
)
from campaigns.publication.individuals import individual_rows
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.lists import history_of, rows_of
from campaigns.publication.secretariat_pages.step_form import row_version_sent
from campaigns.publication.secretariat_queries import SHOWN, EditionDetail, edition_in_state, file_of
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session, Settings
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, line

#: After so many seconds the page that shows files being made loads itself again.
_LOOK_AGAIN = 2


class ScheduleForm(msgspec.Struct, frozen=True, kw_only=True):
    publish_date: Annotated[date, label("the date of publication")]
    publish_time: Annotated[time, label("the time of publication")]
    zone: Annotated[str, line("the time zone", most=60)]
    row_version: Annotated[int, hidden()]


@get("/letters/{reference:str}/edition", include_in_schema=False)
async def show_edition(
    reference: FromPath[str],
    session: Session,
    settings: Settings,
    place: Scope,
    now: Now,
    done: FromQuery[str] = "",
    after: FromQuery[int] = 0,
    individuals: FromQuery[int] = 0,
) -> Template:
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    return await _page(
        session, settings, place, letter, now, done=done, after=max(after, 0), individuals=max(individuals, 0)
    )


@post("/letters/{reference:str}/edition/build", include_in_schema=False)
async def build(
    reference: FromPath[str], request: AnyRequest, session: Session, settings: Settings, place: Scope, by: By, now: Now
) -> Redirect:
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    row_version = await row_version_sent(request)
    await actions.propose_edition(session, letter.id, row_version, settings.public_url, by, now)
    return sent_on(f"{address_of(place, reference)}/edition", done="built")


@post("/letters/{reference:str}/edition/schedule", include_in_schema=False)
async def schedule(
    reference: FromPath[str], request: AnyRequest, session: Session, settings: Settings, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, ScheduleForm)
    if not form.problems:
        typed = form.value
        try:
            publish_at = instant(typed.publish_date, typed.publish_time, typed.zone)
            await actions.schedule(session, letter.id, publish_at, typed.row_version, by, now)
        except Invalid as invalid:
            problems = {("publish_time" if name == "time" else name): why for name, why in invalid.problems.items()}
            form = form.with_problems(problems)
        else:
            return sent_on(f"{address_of(place, reference)}/edition", done="scheduled")
    jobs.abandon(session)
    return await _page(session, settings, place, letter, now, form=form, status=422)


@get("/letters/{reference:str}/editions/{number:int}/files/{file_name:str}", include_in_schema=False)
async def download(
    reference: FromPath[str], number: FromPath[int], file_name: FromPath[str], session: Session, place: Scope
) -> Response[bytes]:
    """A file of an edition that is not public yet, as it will be served."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    file = await file_of(session, letter.id, number, file_name)
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file.file_name}"'},
    )


async def _page(
    session: Session,
    settings: Settings,
    place: Scope,
    letter: LetterDetail,
    now: Now,
    *,
    form: Form[ScheduleForm] | None = None,
    status: int = 200,
    done: str = "",
    after: int = 0,
    individuals: int = 0,
) -> Template:
    candidate = await edition_in_state(session, letter.id, EditionState.CANDIDATE)
    current = await edition_in_state(session, letter.id, EditionState.CURRENT)
    form = form or begun(ScheduleForm, zone=letter.zone, row_version=letter.row_version)
    context: dict[str, Any] = {}
    shown = candidate or current
    if shown is not None:
        rows = await rows_of(session, shown.id, after, SHOWN + 1)
        context |= {
            "view": letter_view(shown.content, title_level=3),
            "rows": rows[:SHOWN],
            "more": rows[SHOWN - 1].position if len(rows) > SHOWN else None,
            "heading": list_heading(shown.content),
            "sentence": count_sentence(shown.content),
            "file_labels": {file.label: gettext(file.label) for file in shown.files},
        }
        people = await individual_rows(session, shown.id, individuals, SHOWN + 1) if shown.individual_count else []
        context |= {
            "people": people[:SHOWN],
            "people_after": individuals,
            "people_more": people[SHOWN - 1].position if len(people) > SHOWN else None,
            "people_heading": gettext(INDIVIDUALS_HEADING),
            "people_sentence": individuals_sentence(shown.content),
            "identified": identified,
        }
    if current is not None:
        changes = await (
            changes_between(session, candidate.id, current.id) if candidate else changes_since(session, letter, current.id)
        )
        context["changes"] = changes
    if candidate is not None:
        context["left"] = await left_since_built(session, candidate.id)
        context["people_left"] = await individuals_left_since_built(session, candidate.id)
        context["left_before"] = await left_before(session, letter.id, candidate)
    answer = letter_page(
        "pages/publication_secretariat/edition.html",
        place,
        letter,
        status,
        here="edition",
        done=done,
        form=form,
        zones=zone_choices(form.typed("zone")),
        candidate=candidate,
        current=current,
        shown=shown,
        after=after,
        # A list that is frozen is built again only for a reason, since nothing else about it changes.
        may_build=_may_build(letter)
        or (_is_frozen(letter) and _needs_another_build(candidate, context.get("left"), context.get("people_left"))),
        overtaken=candidate is not None and not _says_the_text(candidate, letter),
        why_not=_why_not(letter, now),
        editions=await history_of(session, letter.id, current.number) if current else [],
        public_address=f"{settings.public_url}/letters/{place.slug}/{letter.slug}",
        **context,
    )
    if candidate is not None and candidate.files_built_at is None and candidate.build_failed_at is None:
        answer.headers["Refresh"] = str(_LOOK_AGAIN)
    return answer


def _may_build(letter: LetterDetail) -> bool:
    rolling = letter.rolling and letter.signing is not SigningState.NOT_OPEN
    published = letter.release is ReleaseState.PUBLISHED
    by_coalition = letter.attribution is Attribution.COALITION
    return letter.text is TextState.LOCKED and (rolling or published or by_coalition)


def _is_frozen(letter: LetterDetail) -> bool:
    return letter.text is TextState.LOCKED and letter.signing is SigningState.FROZEN


def _needs_another_build(candidate: EditionDetail | None, *left: Change | None) -> bool:
    gone = any(one is not None and one.count for one in left)
    return candidate is not None and (candidate.build_failed_at is not None or gone)


def _says_the_text(candidate: EditionDetail, letter: LetterDetail) -> bool:
    return letter.text is TextState.LOCKED and candidate.content.version == letter.version


def _why_not(letter: LetterDetail, now: Now) -> str:
    if letter.text is not TextState.LOCKED:
        return gettext("Lock the text first. An edition is made from a text that can no longer change.")
    if letter.signing in {SigningState.NOT_OPEN, SigningState.OPEN}:
        return gettext("Close signing and freeze the list first. The edition is made from the frozen list.")
    why = refusal(letter, SigningStep.FREEZE, now)
    return why or gettext("Freeze the list first. The edition is made from the frozen list.")


HANDLERS = [show_edition, build, schedule, download]
