"""The one way a signature's state changes: under its row lock, by its table, leaving a history row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter, Version
from campaigns.signatures.guards import SignatureFacts
from campaigns.signatures.lifecycle import LIFECYCLE, SignatureState, SignatureStep
from campaigns.signatures.models import Route, Signature, SignatureEvent


@dataclass(frozen=True)
class Held:
    """A signature with its letter and the version it is on; letter and signature are locked until the transaction ends."""

    signature: Signature
    letter: Letter
    version: Version

    def facts(
        self,
        received_at: datetime,
        *,
        address_was_invited: bool = False,
        another_name: bool = False,
        group_known: bool = False,
        address_on_own_domain: bool = False,
        organisation_known: bool = False,
        check_recorded: bool = False,
        removal_explained: bool = False,
        objected_alone: bool = False,
        agreed_at: datetime | None = None,
        evidence_kept: bool = False,
        two_people: bool = False,
        authoriser_known: bool = False,
        authority_given: bool = False,
        taken_late: bool = False,
        link_refuses: str = "",
        standing_authority: bool = False,
        on_same_version: bool = False,
    ) -> SignatureFacts:
        """The signature as its guards see it; `received_at` is in UTC.

        `group_known` means that the directory says that the organisation signs as a group. `two_people` means that the
        organisation's rule wants a second person, whatever the signer said.
        """
        signature = self.signature
        named = bool(signature.authoriser_email)
        return SignatureFacts(
            received_at=received_at,
            signing=self.letter.signing,
            deadline_at=self.letter.deadline_at,
            version_is_current=self.version.number == self.letter.version_number,
            authority_stated=signature.authority is not None or named,
            address_was_invited=address_was_invited,
            frozen=self.letter.signing is SigningState.FROZEN,
            joint=bool(signature.joint_names),
            another_name=another_name,
            of_branch=signature.branch_of_id is not None,
            unknown_group=signature.as_group and not group_known,
            address_on_own_domain=address_on_own_domain,
            organisation_known=organisation_known,
            check_recorded=check_recorded,
            removal_explained=removal_explained,
            objected_alone=objected_alone,
            agreed_at=agreed_at,
            evidence_kept=evidence_kept,
            authoriser_due=named or two_people,
            authoriser_named=named,
            authoriser_is_signer=named and signature.authoriser_email_key == signature.signer_email_key,
            authoriser_known=authoriser_known,
            authority_given=authority_given,
            taken_late=taken_late,
            by_cascade=signature.route is Route.CASCADE,
            link_refuses=link_refuses,
            standing_authority=standing_authority,
            on_same_version=on_same_version,
        )


async def hold(session: AsyncSession, signature_id: UUID, row_version: int | None = None) -> Held:
    """Lock a signature and its letter, so that closing and signing happen one after the other.

    Always the letter first, so that no two transactions wait for each other. Raises `NotFound`, or `Conflict` where
    `row_version` is that of a page which somebody else has overtaken.
    """
    letter = await session.scalar(
        select(Letter)
        .join(Signature, Signature.letter_id == Letter.id)
        .where(Signature.id == signature_id)
        # As in `letters.steps`: two who have just begun a signature may both come here.
        .with_for_update(of=Letter, key_share=True)
        .execution_options(populate_existing=True)
    )
    found = await session.execute(
        select(Signature, Version)
        .join(Version, Version.id == Signature.version_id)
        .where(Signature.id == signature_id)
        .with_for_update(of=Signature)
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if letter is None or row is None:
        raise NotFound
    signature, version = row
    if row_version is not None and row_version != signature.row_version:
        raise Conflict(
            gettext("These answers were changed on another page or by a colleague. Check them again before you go on.")
        )
    return Held(signature, letter, version)


async def next_number(session: AsyncSession, letter_id: UUID, many: int = 1) -> int:
    """The next running number of the letter's signatures, without moving the row version that forms carry.

    Of `many` numbers that are taken at once it is the last.
    """
    number = await session.scalar(
        update(Letter)
        .where(Letter.id == letter_id)
        .values(last_signature_number=Letter.last_signature_number + many)
        .returning(Letter.last_signature_number)
        .execution_options(synchronize_session=False)
    )
    return int(number or 0)


def take(
    session: AsyncSession, held: Held, step: SignatureStep, facts: SignatureFacts, by: Actor, *, reason: str = ""
) -> SignatureEvent:
    """Take a step with a signature that `hold` gave; its history row, not flushed yet.

    Raises `NotAllowedNow` where the table or a guard refuses.
    """
    event = event_of(held, step, facts, by, reason=reason)
    held.signature.state = SignatureState(event.to_state)
    session.add(event)
    return event


def event_of(held: Held, step: SignatureStep, facts: SignatureFacts, by: Actor, *, reason: str = "") -> SignatureEvent:
    """The history row of a step that is not taken yet: for whoever takes a step with many signatures at once.

    Raises `NotAllowedNow` where the table or a guard refuses.
    """
    signature = held.signature
    return SignatureEvent(
        coalition_id=signature.coalition_id,
        signature_id=signature.id,
        at=facts.received_at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        request_id=by.request_id,
        step=step,
        from_state=signature.state,
        to_state=LIFECYCLE.after(signature.state, step, facts),
        reason=reason,
        version_hash=held.version.content_hash or "",
    )
