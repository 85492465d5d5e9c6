"""Where people stand in the rows of every feature: in histories, and in words that somebody wrote freely."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from campaigns.actors import REMOVED, ActorKind
from campaigns.cascades.models import CascadeEvent
from campaigns.individuals.models import IndividualSignature, IndividualSignatureEvent
from campaigns.invitations.models import Answer, InvitationLinkEvent, PassedOn
from campaigns.joining.models import Enquiry, EnquiryEvent
from campaigns.languages.catalogues import gettext_noop
from campaigns.letters.models import LetterEvent
from campaigns.mail.models import Suppression
from campaigns.my_organisation.corrections.models import Correction
from campaigns.organisations.models import MembershipEvent, OrganisationChange
from campaigns.organisations.record.models import Boilerplate
from campaigns.publication.models import EditionEvent
from campaigns.responses.models import ResponseNote
from campaigns.signatures.late.models import LateRequest, LateRequestEvent
from campaigns.signatures.models import CascadeLink, Evidence, NameProposal, Signature, SignatureEvent
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityEvent, StandingAuthorityUse

ADDRESS_REMOVED, NUMBER_REMOVED = "(address removed)", "(number removed)"
#: Shorter names are looked for nowhere: they are parts of too many words.
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Known:
    """The rows that say who one person is: found by their address, or by their name where there is no address."""

    email_key: str
    names: frozenset[str]
    contacts: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    #: What the person signed or was to sign for an organisation, and what they authorised or were to authorise.
    signed: frozenset[UUID] = frozenset()
    authorised: frozenset[UUID] = frozenset()
    individuals: frozenset[UUID] = frozenset()
    passed_on: frozenset[UUID] = frozenset()
    links: frozenset[UUID] = frozenset()
    authorities: frozenset[UUID] = frozenset()
    enquiries: frozenset[UUID] = frozenset()
    signers: frozenset[UUID] = frozenset()
    messages: frozenset[UUID] = frozenset()
    people: frozenset[UUID] = frozenset()
    suppressions: frozenset[UUID] = frozenset()
    corrections: frozenset[UUID] = frozenset()
    #: Uploaded lists that were not applied yet and have a row with the person's address.
    imports: frozenset[UUID] = frozenset()
    #: Every signature in whose history the person may stand: their own and their organisations'.
    reach: frozenset[UUID] = frozenset()

    @property
    def ids(self) -> frozenset[UUID]:
        """What a history has for the person's id, where that is nobody else's."""
        return self.contacts | self.links | self.messages | self.individuals | self.enquiries | self.people

    @property
    def texts(self) -> list[str]:
        """What names the person, longest first."""
        told = {name for name in self.names if len(name) >= SHORTEST_NAME} | ({self.email_key} if self.email_key else set())
        return sorted(told, key=len, reverse=True)


@dataclass(frozen=True)
class History:
    """A history, and how a row of it says that it is about something in the person's reach."""

    model: Any
    in_reach: Callable[[Known], ColumnElement[bool]] = field(default=lambda _known: false())


@dataclass(frozen=True)
class Words:
    """A column in which somebody wrote freely, and what it is for people."""

    column: InstrumentedAttribute[str]
    told: str

    @property
    def key(self) -> str:
        return f"{self.column.class_.__tablename__}.{self.column.key}"


def _of(query: Select[Any], column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(query)
    return found


HISTORIES = [
    History(SignatureEvent, lambda known: SignatureEvent.signature_id.in_(known.reach)),
    History(
        LateRequestEvent,
        lambda known: _of(
            select(LateRequest.id).where(LateRequest.signature_id.in_(known.reach)), LateRequestEvent.late_request_id
        ),
    ),
    History(IndividualSignatureEvent, lambda known: IndividualSignatureEvent.individual_signature_id.in_(known.individuals)),
    History(
        CascadeEvent,
        lambda known: _of(
            select(CascadeLink.id).where(CascadeLink.organisation_id.in_(known.organisations)), CascadeEvent.link_id
        ),
    ),
    History(
        StandingAuthorityEvent,
        lambda known: _of(
            select(StandingAuthority.id).where(StandingAuthority.organisation_id.in_(known.organisations)),
            StandingAuthorityEvent.authority_id,
        ),
    ),
    History(EnquiryEvent, lambda known: EnquiryEvent.enquiry_id.in_(known.enquiries)),
    History(MembershipEvent),
    History(LetterEvent),
    History(EditionEvent),
    History(OrganisationChange),
    History(Boilerplate),
    History(InvitationLinkEvent),
]

_NOTE = gettext_noop("A note or a telephone call")
_HISTORY = gettext_noop("The history of a signature")
_SIGNATURE = gettext_noop("A note on a signature")
_RECORDED = gettext_noop("What shows that an organisation agreed")
_ANSWER = gettext_noop("Why an organisation does not sign yet or at all")
_LATE = gettext_noop("A request to be added late")
_PERSONAL = gettext_noop("A note on a signature in a personal capacity")
_STANDING = gettext_noop("A standing authority")
_RECORD = gettext_noop("An organisation’s record")
_CORRECTION = gettext_noop("A proposed correction")
_ENQUIRY = gettext_noop("An enquiry to join")
_LINK = gettext_noop("The history of a shared link")
_REPLACED = gettext_noop("Why a link was replaced")
_LETTER = gettext_noop("The history of a letter or an edition")
_MAIL = gettext_noop("The list of addresses that are not written to")

#: Searched for the person's names and address, shown, and changed only where somebody says so.
WORDS = [
    Words(ResponseNote.words, _NOTE),
    Words(ResponseNote.spoke_with, _NOTE),
    Words(SignatureEvent.reason, _HISTORY),
    Words(Signature.authority_note, _SIGNATURE),
    Words(Signature.authoriser_note, _SIGNATURE),
    Words(Signature.review_note, _SIGNATURE),
    Words(NameProposal.reason, _SIGNATURE),
    Words(Evidence.words, _RECORDED),
    Words(Evidence.second_words, _RECORDED),
    Words(Answer.explanation, _ANSWER),
    Words(Answer.would_sign_if, _ANSWER),
    Words(PassedOn.words, _ANSWER),
    Words(LateRequest.words, _LATE),
    Words(LateRequestEvent.reason, _LATE),
    Words(IndividualSignature.review_note, _PERSONAL),
    Words(IndividualSignatureEvent.reason, _PERSONAL),
    Words(StandingAuthority.basis_note, _STANDING),
    Words(StandingAuthorityEvent.reason, _STANDING),
    Words(StandingAuthorityUse.why, _STANDING),
    Words(OrganisationChange.was, _RECORD),
    Words(OrganisationChange.now, _RECORD),
    Words(OrganisationChange.reason, _RECORD),
    Words(MembershipEvent.reason, _RECORD),
    Words(Boilerplate.text, _RECORD),
    Words(Correction.note, _CORRECTION),
    Words(Correction.reason, _CORRECTION),
    Words(Enquiry.about, _ENQUIRY),
    Words(EnquiryEvent.reason, _ENQUIRY),
    Words(CascadeEvent.reason, _LINK),
    Words(InvitationLinkEvent.reason, _REPLACED),
    Words(LetterEvent.reason, _LETTER),
    Words(EditionEvent.reason, _LETTER),
    Words(Suppression.lift_reason, _MAIL),
    Words(Suppression.detail, _MAIL),
]
WORDS_BY_KEY = {one.key: one for one in WORDS}


def did(history: History, known: Known) -> ColumnElement[bool]:
    """SQL for the rows of a history that say that the person did something, and do not say it without a name yet."""
    model = history.model
    own = model.actor_id.in_(known.ids)
    texts = known.texts
    if not texts:
        by_id: ColumnElement[bool] = own & (model.actor_name != REMOVED)
        return by_id
    called = model.actor_name.regexp_match(f"^({_any(texts)})( \\(|, |$)", "i")
    if known.email_key:
        called = called | model.actor_name.regexp_match(_whole([known.email_key]), "i")
    by_link = model.actor_kind == ActorKind.LINK
    # What is looked at in millions of rows is cheap, so the names come last and the letters are not held for long.
    theirs: ColumnElement[bool] = or_(own, by_link & history.in_reach(known) & called) & (model.actor_name != REMOVED)
    return theirs


def mentions(column: InstrumentedAttribute[str], texts: Collection[str]) -> ColumnElement[bool]:
    """SQL for the rows in which a name or an address stands, as whole words and however it is capitalised."""
    return column.regexp_match(_whole(texts), "i") if texts else false()


def without(text: str, known: Known) -> str:
    """A text in which the person is named no more."""
    for one in known.texts:
        instead = ADDRESS_REMOVED if "@" in one else REMOVED
        text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", instead, text, flags=re.IGNORECASE)
    return text


def _whole(texts: Collection[str]) -> str:
    return f"(^|[^[:alnum:]])({_any(texts)})([^[:alnum:]]|$)"


def _any(texts: Collection[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
