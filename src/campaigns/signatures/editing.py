"""The secretariat corrects how a row reads, and its signer undoes it: both are kept, and whoever is concerned is told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.names.order import sort_key, sort_name_of
from campaigns.names.tidy import problem, tidy
from campaigns.organisations.known_by import other_names
from campaigns.organisations.models import Organisation
from campaigns.signatures.answers import NameAnswer, answer_name, own_name, unusable_line
from campaigns.signatures.changes import ToldChange, changes_of
from campaigns.signatures.changing import write_change
from campaigns.signatures.lifecycle import LIFECYCLE, SignatureStep
from campaigns.signatures.models import Signatory, Signature, SignatureChange
from campaigns.signatures.notices import tell_edit_undone
from campaigns.signatures.own_form import KnownAs, is_form_of
from campaigns.signatures.steps import Held, hold
from campaigns.text.characters import clean

LONGEST_REASON = 500


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """How a row is to read; None leaves a thing as it is.

    `name` is the organisation's own, without its partners', which are in `joint_names`, each in its place. An empty
    `sort_name` is the one worked out from the name. A person who is shown can be hidden, and nobody is shown by this.
    `reason` is read by the signer; it is wanted where the row is filed under another name than its own.
    """

    name: str | None = None
    joint_names: list[str] | None = None
    sort_name: str | None = None
    title: str | None = None
    hide_person: bool = False
    reason: str = ""


async def edit(
    session: AsyncSession, signature_id: UUID, wanted: Edit, row_version: int | None, by: Actor, now: datetime
) -> bool:
    """Correct how an accepted row reads, while its list is not frozen; False where nothing reads otherwise.

    Every name stays a form of one that the directory has for its organisation: another organisation's name is no correction.
    Raises `Invalid` (`name`, `joint_names`, `sort_name`, `title`, `reason`), `NotAllowedNow`, `Conflict`.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    # Asked first: only of a row that was accepted is it known which organisation each name is.
    LIFECYCLE.after(signature.state, SignatureStep.EDIT, held.facts(now))
    reason, title = clean(wanted.reason).strip(), _title(signature, wanted.title)
    row = await _row(session, signature, wanted, reason)
    shown = signature.show_person and not wanted.hide_person
    same_names = (row.display_name, row.joint_names) == (signature.display_name, signature.joint_names)
    same_rest = (row.sort_name, title, shown) == (signature.sort_name, signature.signer_title, signature.show_person)
    if same_names and same_rest:
        return False
    await write_change(session, held, SignatureStep.EDIT, row, title, by, now, shown=shown, reason=reason)
    return True


async def newest_edit(session: AsyncSession, signature_id: UUID) -> ToldChange | None:
    """The secretariat's newest correction of a row that was not undone, if there is one."""
    told = await changes_of(session, signature_id)
    return next((one for one in told if one.step == SignatureStep.EDIT and not one.undone), None)


async def undo_edit(session: AsyncSession, signature_id: UUID, change_id: UUID, by: Actor, now: datetime) -> None:
    """Give back to a row what the secretariat's correction took from it, while the list is not frozen.

    Raises `NotFound`, `NotAllowedNow`, and `Conflict` where it was undone, or the row was changed again since.
    """
    held = await hold(session, signature_id)
    corrected = await session.scalar(
        select(SignatureChange).where(SignatureChange.id == change_id, SignatureChange.signature_id == signature_id)
    )
    told = next((one for one in await changes_of(session, signature_id) if one.id == change_id), None)
    if corrected is None or told is None or told.step != SignatureStep.EDIT:
        raise NotFound
    if told.undone:
        raise Conflict(gettext("This was undone already."))
    written = await _take_back(session, held, corrected, by, now)
    await tell_edit_undone(session, held.signature, written.id, now)


async def _take_back(
    session: AsyncSession, held: Held, corrected: SignatureChange, by: Actor, now: datetime
) -> SignatureChange:
    signature = held.signature
    row, title, shown = _as_it_is(signature), signature.signer_title, signature.show_person
    renamed = (corrected.name_before, corrected.sort_before) != (corrected.name_after, corrected.sort_after)
    still = not renamed or (row.display_name, row.sort_name) == (corrected.name_after, corrected.sort_after)
    if corrected.title_before != corrected.title_after:
        still, title = still and title == corrected.title_after, corrected.title_before
    if corrected.shown_before != corrected.shown_after:
        still, shown = still and shown == corrected.shown_after, corrected.shown_before
    if not still:
        raise Conflict(
            gettext("The row was changed again since, so this cannot be undone any more. Change it as it is to read.")
        )
    if renamed:
        row.display_name, row.joint_names = corrected.name_before, list(corrected.joint_before)
        row.sort_name, row.sort_key = corrected.sort_before, sort_key(corrected.sort_before)
    step, undoes = SignatureStep.UNDO_EDIT, corrected.id
    return await write_change(session, held, step, row, title, by, now, shown=shown, undoes_id=undoes)


async def _row(session: AsyncSession, signature: Signature, wanted: Edit, reason: str) -> Signature:
    """A row that is not stored, which reads as the edited one will."""
    own = own_name(signature.display_name, signature.joint_names)
    name = own if wanted.name is None else tidy(wanted.name)
    partners = signature.joint_names if wanted.joint_names is None else [tidy(one) for one in wanted.joint_names]
    if len(partners) != len(signature.joint_names):
        why = gettext("Every organisation stays in the row. Correct the form of each name in its place.")
        raise Invalid({"joint_names": why})
    row = _as_it_is(signature)
    if (name, partners) != (own, signature.joint_names):
        await _refuse_others_names(session, signature, [name, *partners])
        answer_name(row, NameAnswer(display_name=name, joint_names=partners, group=signature.as_group))
        if row.joint_names != partners:
            raise Invalid({"joint_names": gettext("Two of these names are the same.")})
        if signature.sort_name != sort_name_of(signature.display_name) and wanted.sort_name is None:
            # Filed by hand before, and nobody said otherwise.
            row.sort_name, row.sort_key = signature.sort_name, signature.sort_key
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": gettext("Use {most} characters or fewer.", most=LONGEST_REASON)})
    typed = tidy(wanted.sort_name or "")
    filed = signature.sort_name if wanted.sort_name is None else typed or sort_name_of(row.display_name)
    was_default = signature.sort_name == sort_name_of(signature.display_name)
    if filed == signature.sort_name and was_default:
        # Left as the page had it, so the place follows the name.
        filed = sort_name_of(row.display_name)
    if wrong := problem(filed):
        raise Invalid({"sort_name": wrong})
    if filed not in {signature.sort_name, sort_name_of(row.display_name)} and not reason:
        why = gettext("Say why it is filed under another name than its own. The signer reads it.")
        raise Invalid({"reason": why})
    row.sort_name, row.sort_key = filed, sort_key(filed)
    return row


def _as_it_is(signature: Signature) -> Signature:
    return Signature(
        display_name=signature.display_name,
        sort_name=signature.sort_name,
        sort_key=signature.sort_key,
        joint_names=list(signature.joint_names),
        as_group=signature.as_group,
    )


def _title(signature: Signature, wanted: str | None) -> str:
    title = signature.signer_title if wanted is None else tidy(wanted)
    if title != signature.signer_title:
        if not title:
            raise Invalid({"title": gettext("Enter their job title or role.")})
        if wrong := unusable_line(title):
            raise Invalid({"title": wrong})
    return title


async def _refuse_others_names(session: AsyncSession, signature: Signature, names: Sequence[str]) -> None:
    """Raise `Invalid` for the first name that is no form of what the directory has for its organisation."""
    found = await session.execute(
        select(Signatory.name, Organisation)
        .join(Organisation, Organisation.id == Signatory.organisation_id)
        .where(Signatory.signature_id == signature.id)
        .order_by(Signatory.position)
    )
    rows = found.all()
    others = await other_names(session, [organisation.id for _, organisation in rows])
    for position, (name, (before, organisation)) in enumerate(zip(names, rows, strict=True)):
        field = "joint_names" if position else "name"
        if wrong := problem(name):
            raise Invalid({field: wrong})
        on_record = [organisation.display_name, *(other.name for other in others.get(organisation.id, []))]
        known = [KnownAs(organisation.id, one, organisation.acronym) for one in on_record]
        if name != before and not await is_form_of(session, name, known):
            listed = ", ".join(f"“{one}”" for one in on_record)
            raise Invalid(
                {
                    field: gettext(
                        "“{name}” is no form of a name that the directory has for this organisation: {listed}. If it is"
                        " another name of theirs, add it there first. If it is another organisation, this signature is not"
                        " its.",
                        name=name,
                        listed=listed,
                    )
                }
            )
