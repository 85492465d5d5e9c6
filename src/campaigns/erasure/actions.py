"""Erasing what a coalition holds about one person. The session is held to the coalition by the caller.

Everything is one transaction. What other features know how to end is ended by their own steps first, so that histories and
notices say so; then the columns that name the person are emptied, and the log says how many there were.
"""

import calendar
import logging
import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, case, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from campaigns.actors import REMOVED, Actor
from campaigns.duplicates.models import Pair
from campaigns.erasure.log import address_hash
from campaigns.erasure.models import DETAILS_REMOVED, Erasure, Ground
from campaigns.erasure.places import HISTORIES, NUMBER_REMOVED, WORDS_BY_KEY, Known, did, mentions, without
from campaigns.erasure.queries import Subject, counted, known, listed_in, why_not
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.individuals.actions import put_aside
from campaigns.individuals.actions import withdraw as withdraw_individual
from campaigns.individuals.lifecycle import LIFECYCLE as INDIVIDUAL_LIFECYCLE
from campaigns.individuals.lifecycle import IndividualState, IndividualStep
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.notices import CHECK
from campaigns.invitations.models import Answer, Invitation, InvitationLink, PassedOn
from campaigns.jobs import Job, after_commit
from campaigns.joining.actions import turn_down
from campaigns.joining.lifecycle import WAITING as ENQUIRY_WAITS
from campaigns.joining.models import Enquiry
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale
from campaigns.letters.models import Letter, LetterEvent
from campaigns.mail.addresses import match_key
from campaigns.mail.claims import forget_recipients
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream, Suppression, SuppressionReason
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.mail.suppression import STOPS, erased_key
from campaigns.my_organisation.corrections.lifecycle import CORRECTION, CorrectionState, CorrectionStep
from campaigns.my_organisation.corrections.models import Correction
from campaigns.my_organisation.corrections.pictures import forget_pictures
from campaigns.my_organisation.models import PageLink
from campaigns.organisations.actions import end_contact
from campaigns.organisations.imports.rows import Effect, Row, Summary
from campaigns.organisations.locales import locales_at
from campaigns.organisations.models import Contact, OrganisationImport, Signer
from campaigns.organisations.record.models import OrganisationLogo
from campaigns.organisations.record.signers import remove_signer
from campaigns.people.models import BrowserSession, Person, SignInRequest
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionEntry, EditionFile, EditionIndividual
from campaigns.reminders.models import Reminder
from campaigns.responses.models import ResponseNote
from campaigns.signatures.changing import write_change
from campaigns.signatures.expiring import expire_of_signer
from campaigns.signatures.lifecycle import MAY_SHOW, SignatureStep
from campaigns.signatures.mail_limits import held_back_kind
from campaigns.signatures.models import Evidence, NameProposal, Signature, SignatureChange, SignatureEvent
from campaigns.signatures.notices import ADDRESS_CHECK
from campaigns.signatures.reasons import ERASED
from campaigns.signatures.steps import hold
from campaigns.standing_authority.actions import end as end_authority
from campaigns.standing_authority.lifecycle import AuthorityState
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityUse
from campaigns.tokens import Keys
from campaigns.unusual_use.models import PagePause, UseAlert

log = logging.getLogger(__name__)

#: Steps that write down whom they ask, and mails that go to an address before it is anybody's.
_ASKS = (SignatureStep.ASK_FOR_AUTHORITY, SignatureStep.CHANGE_AUTHORISER)
_CHECKS = [kind for one in (ADDRESS_CHECK, CHECK) for kind in (one, held_back_kind(one))]

#: Kept with what comes to nothing, in the language of everything that is stored.
WHY = ERASED


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Why, since when it is asked for, and out of which words the name is taken too (keys of `queries.Mention`)."""

    ground: Ground
    received_on: date
    words: list[str] = []


def answer_by(received_on: date) -> date:
    """One month on: the same day of the next month, or its last one."""
    year, month = received_on.year + received_on.month // 12, received_on.month % 12 + 1
    return date(year, month, min(received_on.day, calendar.monthrange(year, month)[1]))


async def erase(
    session: AsyncSession,
    keys: Keys,
    coalition_id: UUID,
    subject: Subject,
    wish: Wish,
    by: Actor,
    now: datetime,
    today: date,
) -> Erasure:
    """Erase a person's details, for good. Organisations' signatures stay, and count; the person's own ones go.

    `today` is the day in the coalition's zone. A mail to the person's address says that it was done, and is forgotten with
    its address. Raises `Invalid` (fields `received_on`, `email`), `Conflict` where nothing is held any more, and
    `NotAllowedNow` for somebody who has a role in the coalition.
    """
    if wish.received_on > today:
        raise Invalid({"received_on": gettext("The request cannot have come after today.")})
    # One at a time in a coalition: whoever presses second finds that nothing is held any more.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"erasure {coalition_id}", 0))))
    await _lock_letters(session, await known(session, coalition_id, subject))
    found = await known(session, coalition_id, subject)
    if refused := await why_not(session, found):
        raise NotAllowedNow(refused)
    counts = await counted(session, found)
    texts = await _chosen_words(session, found, wish.words)
    if not any(counts.values()) and not texts:
        raise Conflict(gettext("Nothing is held about this person any more. Somebody else may have erased it."))
    locale = await _locale(session, found)
    editions = (await session.scalars(select(Edition.id).where(listed_in(found)))).all()
    counts |= {"words": sum(len(ids) for _, ids, _ in texts), "editions": len(editions)}
    erasure = Erasure(
        coalition_id=coalition_id,
        at=now,
        actor_id=by.id,
        actor_name=by.name,
        ground=wish.ground,
        received_on=wish.received_on,
        answer_by=answer_by(wish.received_on),
        address_hash=address_hash(keys, coalition_id, found.email_key),
        counts={code: count for code, count in counts.items() if count},
        locale=locale,
    )
    session.add(erasure)
    await session.flush()
    # Before any organisation is locked, as whoever applies a list locks it first.
    await _blank_imports(session, found)
    await _end(session, found, by, now)
    await _blank_signatures(session, found)
    await _blank_editions(session, found, editions, now)
    await _blank_people(session, found)
    await _blank_beside(session, found)
    for history in HISTORIES:
        await _set(session, history.model, did(history, found), actor_name=REMOVED)
    await _blank_written_steps(session, found)
    for model, ids, column in texts:
        await _take_out(session, model, column, model.id.in_(ids), found)
        await _take_out_beside(session, model, column, ids, found)
    await _forget_mail(session, coalition_id, found, now)
    if found.email_key:
        await _confirm(session, erasure, subject.email, now)
    log.info("details erased by %s %s: %s", by.kind, by.id, erasure.counts)
    return erasure


async def _lock_letters(session: AsyncSession, found: Known) -> None:
    """In the order that everybody locks in: letters first, and those by id."""
    letters = (
        select(Signature.letter_id)
        .where(Signature.id.in_(found.signed | found.authorised))
        .union(
            select(IndividualSignature.letter_id).where(IndividualSignature.id.in_(found.individuals)),
            # Whoever invites or reminds them at this moment holds the letter too, and their mail is found after it.
            select(Invitation.letter_id)
            .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
            .where(InvitationLink.id.in_(found.links)),
        )
    )
    await session.execute(
        select(Letter.id).where(Letter.id.in_(letters)).order_by(Letter.id).with_for_update(key_share=True)
    )


async def _locale(session: AsyncSession, found: Known) -> str:
    if not found.email_key:
        return ""
    chosen, of_organisation = await locales_at(session, found.email_key)
    begun = await session.scalar(
        select(Signature.locale).where(Signature.id.in_(found.signed), Signature.locale.is_not(None)).limit(1)
    )
    return chosen or begun or of_organisation or Locale.ENGLISH


async def _end(session: AsyncSession, found: Known, by: Actor, now: datetime) -> None:
    """Everything with which only this person could go on, by the steps that end it for anybody."""
    personal = await session.scalars(select(IndividualSignature).where(IndividualSignature.id.in_(found.individuals)))
    for one in personal.all():
        if one.state is IndividualState.STARTED:
            await put_aside(session, one.id)
        elif (one.state, IndividualStep.WITHDRAW) in INDIVIDUAL_LIFECYCLE.rules:
            await withdraw_individual(session, one.id, "", by, now)
    shown = await session.scalars(
        select(Signature.id)
        .where(Signature.id.in_(found.signed), Signature.show_person, Signature.state.in_(MAY_SHOW))
        .order_by(Signature.letter_id, Signature.id)
    )
    for signature_id in shown.all():
        held = await hold(session, signature_id)
        await write_change(
            session, held, SignatureStep.HIDE_PERSON, held.signature, held.signature.signer_title, by, now, shown=False
        )
    await expire_of_signer(session, found.signed, WHY, by, now)
    asked = await session.scalars(
        select(StandingAuthority.id).where(
            StandingAuthority.id.in_(found.authorities), StandingAuthority.state == AuthorityState.ASKED
        )
    )
    for authority_id in asked.all():
        await end_authority(session, authority_id, by, now)
    waiting = await session.scalars(
        select(Enquiry.id).where(
            Enquiry.id.in_(found.enquiries), Enquiry.confirmed_at.is_not(None), Enquiry.state.in_(ENQUIRY_WAITS)
        )
    )
    for enquiry_id in waiting.all():
        await turn_down(session, enquiry_id, words=WHY, reason=WHY, row_version=None, actor=by, now=now)
    for contact_id in sorted(found.contacts):
        await end_contact(session, contact_id, by, now)
    entries = await session.execute(select(Signer.id, Signer.organisation_id).where(Signer.id.in_(found.signers)))
    for signer_id, organisation_id in entries.all():
        await remove_signer(session, organisation_id, signer_id, by, now)


async def _blank_signatures(session: AsyncSession, found: Known) -> None:
    rows = await session.scalars(
        select(Signature)
        .where(
            Signature.id.in_(found.signed | found.authorised)
            | (
                Signature.id.in_(found.reach)
                & (mentions(Signature.attested, found.texts) | mentions(Signature.authoriser_attested, found.texts))
            )
        )
        .order_by(Signature.letter_id, Signature.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for one in rows.all():
        one.attested = without(one.attested, found)
        one.authoriser_attested = without(one.authoriser_attested, found)
        if one.id in found.signed:
            one.signer_name = REMOVED if one.signer_name else ""
            one.signer_title = one.signer_email = one.signer_email_key = one.signer_phone = ""
            one.show_person = False
            one.rotation += 1
        if one.id in found.authorised:
            one.authoriser_name, one.authoriser_title = REMOVED, ""
            one.authoriser_email = one.authoriser_email_key = ""
            one.authoriser_rotation += 1
    await session.flush()
    await _set(session, SignatureChange, SignatureChange.signature_id.in_(found.signed), title_before="", title_after="")
    personal = await session.scalars(
        select(IndividualSignature)
        .where(IndividualSignature.id.in_(found.individuals))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for person in personal.all():
        person.attested, person.consent = without(person.attested, found), without(person.consent, found)
        person.name, person.sort_key = REMOVED, b""
        person.sort_by = person.title = person.affiliation = person.email = person.email_key = ""
        person.rotation += 1
    await session.flush()


async def _blank_editions(session: AsyncSession, found: Known, editions: Collection[UUID], now: datetime) -> None:
    """Take the name out of every list that was built, and take down the files that were made of it.

    Each file leaves its row with its checksum, so that whoever has a copy can still show that it was ours. An edition whose
    files are being made at this moment is made anew.
    """
    if not editions:
        return
    of_these = EditionEntry.edition_id.in_(editions) & EditionEntry.signature_id.in_(found.signed)
    await _set(session, EditionEntry, of_these & (EditionEntry.person_name != ""), person_name="", person_title="")
    people = EditionIndividual.individual_signature_id.in_(found.individuals)
    await _set(session, EditionIndividual, people, name=REMOVED, title="", affiliation="")
    await _set(session, EditionFile, EditionFile.edition_id.in_(editions), content=b"")
    being_made = Edition.id.in_(editions) & Edition.files_built_at.is_(None) & (Edition.state == EditionState.CANDIDATE)
    await _set(session, Edition, being_made, build_attempts=Edition.build_attempts + 1, build_again_at=now)
    after_commit(session, Job.BUILD_EDITIONS)


async def _blank_people(session: AsyncSession, found: Known) -> None:
    """The rows that say who the person is."""
    gone = func.concat("removed:", cast(Contact.id, Text))
    contacts = Contact.id.in_(found.contacts)
    await _set(session, Contact, contacts, name=REMOVED, role_title="", email="", email_key=gone, locale=None)
    await session.execute(delete(PageLink).where(PageLink.contact_id.in_(found.contacts)))
    links = InvitationLink.id.in_(found.links)
    await _set(session, InvitationLink, links, rotation=InvitationLink.rotation + 1)
    # A contact's own link ends with the contact, so that whoever else is there is asked instead, as after anybody who left.
    ended = func.coalesce(InvitationLink.ended_at, func.now())
    await _set(session, InvitationLink, links & InvitationLink.contact_id.is_(None), ended_at=ended)
    await _set(session, PassedOn, PassedOn.id.in_(found.passed_on), name=REMOVED, email="", email_key="")
    authorities = StandingAuthority.id.in_(found.authorities)
    await _take_out(session, StandingAuthority, "granted_words", authorities, found)
    await _set(session, StandingAuthority, authorities, person_name=REMOVED, person_title="", email="", email_key="")
    enquiries = Enquiry.id.in_(found.enquiries)
    emptied = {"contact_role": "", "email": "", "why": "", "words": ""}
    key = func.concat("removed:", cast(Enquiry.id, Text))
    await _set(session, Enquiry, enquiries, contact_name=REMOVED, email_key=key, **emptied)
    if found.people:
        people = found.people
        await session.execute(delete(BrowserSession).where(BrowserSession.person_id.in_(people)))
        await session.execute(delete(SignInRequest).where(SignInRequest.person_id.in_(people)))
        of_person = func.concat("removed:", cast(Person.id, Text))
        await _set(session, Person, Person.id.in_(people), name=REMOVED, email="", email_key=of_person)
        written = ResponseNote.written_by.in_(people)
        await _set(session, ResponseNote, written, written_by_name=REMOVED)
        names = list(found.names)
        for column in (
            Correction.decided_by,
            StandingAuthority.asked_by,
            StandingAuthorityUse.used_by,
            Suppression.lifted_by,
            UseAlert.settled_by,
            PagePause.paused_by,
            PagePause.resumed_by,
            Reminder.sent_by,
            Pair.decided_by,
        ):
            await _set(session, column.class_, column.in_(names), **{column.key: REMOVED})
        await _set(session, Erasure, Erasure.actor_id.in_(people), actor_name=REMOVED)


async def _blank_beside(session: AsyncSession, found: Known) -> None:
    """Where somebody else's row has the person's name for whoever did a thing."""
    names = [one.lower() for one in found.names]
    invited = select(InvitationLink.id).join(Invitation).where(Invitation.organisation_id.in_(found.organisations))
    answered = Answer.invitation_link_id.in_(found.links) | (
        Answer.invitation_link_id.in_(invited) & func.lower(Answer.person_name).in_(names)
    )
    await _set(session, Answer, answered, person_name=REMOVED)
    proposed = NameProposal.signature_id.in_(found.reach) & mentions(NameProposal.asked_by, found.texts)
    await _set(session, NameProposal, proposed, asked_by=REMOVED)
    agreed = Evidence.signature_id.in_(found.reach) & func.lower(Evidence.second_name).in_(names)
    await _set(session, Evidence, agreed, second_name=REMOVED)
    taken_back = mentions(PassedOn.taken_back_by, found.texts) & PassedOn.from_link_id.in_(invited)
    await _set(session, PassedOn, taken_back, taken_back_by=REMOVED)
    logos = OrganisationLogo.organisation_id.in_(found.organisations) & func.lower(OrganisationLogo.rights_by).in_(names)
    await _set(session, OrganisationLogo, logos, rights_by=REMOVED)
    corrections = await session.scalars(
        select(Correction).where(Correction.id.in_(found.corrections)).order_by(Correction.id).with_for_update()
    )
    for one in corrections.all():
        if one.state is CorrectionState.WAITING:
            one.state = CORRECTION.after(one.state, CorrectionStep.WITHDRAW, None)
        one.proposer = REMOVED if one.proposed_by in found.contacts else one.proposer
        one.before, one.after, one.fields = without(one.before, found), without(one.after, found), {}
    await session.flush()
    await forget_pictures(session, sorted(found.corrections))


async def _blank_imports(session: AsyncSession, found: Known) -> None:
    """Take the person out of lists that were uploaded and wait to be applied; their organisation's row stays."""
    lists = await session.scalars(
        select(OrganisationImport)
        .where(OrganisationImport.id.in_(found.imports))
        .order_by(OrganisationImport.id)
        .options(undefer(OrganisationImport.rows))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for one in lists.all():
        rows = [_without_contact(row, found) for row in msgspec.convert(one.rows, list[Row])]
        summary = Summary(notes=msgspec.convert(one.summary, Summary).notes)
        for row in rows:
            summary.count(row)
        one.rows, one.summary = msgspec.to_builtins(rows), msgspec.to_builtins(summary)
    await session.flush()


def _without_contact(row: Row, found: Known) -> Row:
    if found.email_key not in {row.email_key, match_key(row.email)}:
        return row
    return msgspec.structs.replace(
        row,
        contact_name="",
        role_title="",
        email="",
        email_key="",
        effect=Effect.NOTHING if row.effect is Effect.CONTACT else row.effect,
        problems=[without(one, found) for one in row.problems],
        warnings=[without(one, found) for one in row.warnings],
    )


async def _blank_written_steps(session: AsyncSession, found: Known) -> None:
    """What steps of ours wrote of the person into a signature's history, which nobody has to tick.

    That is an address that they typed before the one they confirmed, which nothing else tells is theirs; whom somebody
    asked to authorise a signature; and who sent the one that took another's place.
    """
    named = mentions(SignatureEvent.reason, [found.email_key] if found.email_key else [])
    replaced = select(Signature.id).where(Signature.superseded_by_id.in_(found.signed))
    rows = await session.execute(
        select(SignatureEvent.id, SignatureEvent.step, SignatureEvent.reason).where(
            (SignatureEvent.step == SignatureStep.CHANGE_ADDRESS) & (SignatureEvent.signature_id.in_(found.signed) | named)
            | SignatureEvent.step.in_(_ASKS) & named
            | (SignatureEvent.step == SignatureStep.SUPERSEDE) & SignatureEvent.signature_id.in_(replaced)
        )
    )
    person = re.compile(rf"(Asked|Before): (?:(?!\. Before: ).)*? \({re.escape(found.email_key)}\)", re.IGNORECASE)
    for id_, step, reason in rows.all():
        told = "" if step == SignatureStep.CHANGE_ADDRESS else without(person.sub(rf"\1: {REMOVED}", reason), found)
        if told != reason:
            await _set(session, SignatureEvent, SignatureEvent.id == id_, reason=told)


async def _forget_mail(session: AsyncSession, coalition_id: UUID, found: Known, now: datetime) -> None:
    """What waits is not sent, what was sent is forgotten, and who is not written to is so still."""
    # Also to addresses that they typed before the one they confirmed.
    checks = Message.kind.in_(_CHECKS) & Message.subject_id.in_(found.signed | found.individuals)
    messages: ColumnElement[bool] = Message.id.in_(found.messages) | checks
    waits: ColumnElement[bool] = messages & Message.state.in_([MessageState.QUEUED, MessageState.SENDING])
    # What the steps before queued is no different.
    key = found.email_key
    if key:
        newer = (Message.coalition_id == coalition_id) & (func.lower(Message.recipient_email) == key)
        messages, waits = messages | newer, waits | (newer & Message.state.in_([MessageState.QUEUED, MessageState.SENDING]))
    await _set(session, Message, waits, state=MessageState.CANCELLED)
    await forget_recipients(session, messages)
    if not key:
        return
    kept = erased_key(coalition_id, key)
    await _set(session, Suppression, Suppression.lifted_by == key, lifted_by=REMOVED)
    # Where the address came back after an erasure, what stopped it then stands already: of each reason one is enough.
    standing = select(Suppression.reason).where(Suppression.email_key == kept, Suppression.lifted_at.is_(None))
    again = (Suppression.email_key == key) & Suppression.lifted_at.is_(None) & Suppression.reason.in_(standing)
    await _set(session, Suppression, again, lifted_at=now, lifted_by=REMOVED, lift_reason=WHY)
    await _set(session, Suppression, Suppression.email_key == key, email="", email_key=kept, detail="")
    await session.execute(
        insert(Suppression)
        .values(
            coalition_id=coalition_id,
            email="",
            email_key=kept,
            stream=STOPS[SuppressionReason.UNSUBSCRIBED],
            reason=SuppressionReason.UNSUBSCRIBED,
            detail="",
            created_at=now,
            lifted_by="",
            lift_reason="",
        )
        .on_conflict_do_nothing(
            index_elements=[Suppression.coalition_id, Suppression.email_key, Suppression.reason],
            index_where=Suppression.lifted_at.is_(None),
        )
    )


async def _confirm(session: AsyncSession, erasure: Erasure, email: str, now: datetime) -> None:
    outgoing = Outgoing(DETAILS_REMOVED, erasure.id, Recipient("", email), Stream.NOTICE)
    sent = await send_many(session, [outgoing], now=now, coalition_id=erasure.coalition_id)
    if not sent:
        # Mail to it comes back, so the row that says so is all that is left.
        await forget_recipients(session, (Message.kind == DETAILS_REMOVED) & (Message.subject_id == erasure.id))


async def _chosen_words(session: AsyncSession, found: Known, keys: Collection[str]) -> list[tuple[Any, list[UUID], str]]:
    """The rows whose words lose the name, by column. Raises `Invalid` for what is no such place."""
    chosen: dict[str, list[UUID]] = {}
    for key in keys:
        column, _, row = key.partition(":")
        try:
            chosen.setdefault(column, []).append(UUID(row))
        except ValueError:
            raise Invalid({"words": gettext("Choose from the list.")}) from None
    if not chosen.keys() <= WORDS_BY_KEY.keys():
        raise Invalid({"words": gettext("Choose from the list.")})
    there = []
    for place, ids in chosen.items():
        written = WORDS_BY_KEY[place].column
        model = written.class_
        rows = await session.scalars(select(model.id).where(model.id.in_(ids), mentions(written, found.texts)))
        if named := list(rows.all()):
            there.append((model, named, written.key))
    return there


async def _take_out(session: AsyncSession, model: Any, column: str, which: Any, found: Known) -> None:
    """Take the person's names and address out of a column's words, in the rows that have them."""
    attribute = getattr(model, column)
    rows = (await session.execute(select(model.id, attribute).where(which, mentions(attribute, found.texts)))).all()
    if rows:
        said = {id_: without(text, found) for id_, text in rows}
        await _set(session, model, model.id.in_(list(said)), **{column: case(said, value=model.id, else_=attribute)})


async def _take_out_beside(session: AsyncSession, model: Any, column: str, ids: Collection[UUID], found: Known) -> None:
    """What says the same a second time: on which number somebody was rung, and a reason that mails tell in two languages."""
    if model is ResponseNote and column == "spoke_with":
        rung = ResponseNote.id.in_(ids) & (ResponseNote.number != "")
        await _set(session, ResponseNote, rung, number=NUMBER_REMOVED)
    if model is LetterEvent and column == "reason":
        rows = (await session.execute(select(LetterEvent.id, LetterEvent.details).where(LetterEvent.id.in_(ids)))).all()
        for id_, details in rows:
            if (why := details.get("why", "")) != (told := without(why, found)):
                await _set(session, LetterEvent, LetterEvent.id == id_, details={**details, "why": told})


async def _set(session: AsyncSession, model: Any, which: Any, **values: Any) -> None:
    await session.execute(update(model).where(which).values(**values).execution_options(synchronize_session=False))
