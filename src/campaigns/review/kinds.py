"""Why something waits for the secretariat, the most pressing first, and which of the reasons a signature's is."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from campaigns.languages.catalogues import gettext_noop
from campaigns.mail.addresses import FREE_PROVIDERS
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState
from campaigns.signatures.models import BodyAnswer, Route, Signatory, Signature


class Kind(StrEnum):
    """In the order of the queue. The first five are signatures of organisations, which a list waits for."""

    STOP = "stop"
    IMPOSTOR = "impostor"
    TWICE = "twice"
    NOT_MEMBER = "not_member"
    LOOK = "look"
    PERSONAL = "personal"
    BOUNCED = "bounced"
    LATE = "late"


WORDS: dict[Kind, str] = {
    Kind.STOP: gettext_noop("said to be wrong"),
    Kind.IMPOSTOR: gettext_noop("possible impostor"),
    Kind.TWICE: gettext_noop("same organisation twice"),
    Kind.NOT_MEMBER: gettext_noop("not a member"),
    Kind.LOOK: gettext_noop("another name, address or joint row"),
    Kind.PERSONAL: gettext_noop("personal capacity, letter for organisations"),
    Kind.BOUNCED: gettext_noop("nobody reached"),
    Kind.LATE: gettext_noop("asks to be added late"),
}
COLOURS: dict[Kind, str] = {
    Kind.STOP: "red",
    Kind.IMPOSTOR: "red",
    Kind.TWICE: "orange",
    Kind.NOT_MEMBER: "purple",
    Kind.LOOK: "blue",
    Kind.PERSONAL: "grey",
    Kind.BOUNCED: "yellow",
    Kind.LATE: "grey",
}
RANKS = {kind: rank for rank, kind in enumerate(Kind)}
#: What the secretariat has to decide before a list can be frozen.
TO_DECIDE = (SignatureState.SUSPENDED, SignatureState.AWAITING_REVIEW)


def rank_column(kind: Kind) -> Any:
    """The rank of a kind, to order rows of several kinds by."""
    return literal(RANKS[kind]).label("rank")


def waiting_signatures(letter_id: UUID) -> Subquery:
    """Every signature of a letter that waits for a decision: `id`, `rank`, `at` and `name`.

    Where several reasons hold, the most pressing one is told. An organisation is known by its id, or where a stranger typed
    its name as the directory has it. A possible impostor signs for a known one from an address that is neither a contact's
    nor at the mail domain of any of them, or is one whom an infrastructure body does not know.
    """
    named, by_id, by_name = aliased(Signatory), aliased(Organisation), aliased(Organisation)
    known_id = func.coalesce(by_id.id, by_name.id)
    domain = func.split_part(Signature.signer_email_key, "@", 2)
    strange = or_(Signature.body_answer == BodyAnswer.NOT_OURS, _address_is_strange(known_id, domain, by_id, by_name))
    whens = (
        (Signature.state == SignatureState.SUSPENDED, Kind.STOP),
        (strange, Kind.IMPOSTOR),
        (or_(_stands_elsewhere(known_id), _same_name_waits(named)), Kind.TWICE),
        (
            and_(
                Signature.route.in_((Route.PUBLIC, Route.CASCADE)),
                Signature.branch_of_id.is_(None),
                ~func.coalesce(by_id.is_member, by_name.is_member, False),
            ),
            Kind.NOT_MEMBER,
        ),
    )
    rank = case(*((condition, RANKS[kind]) for condition, kind in whens), else_=RANKS[Kind.LOOK])
    return (
        select(
            Signature.id.label("id"),
            rank.label("rank"),
            Signature.submitted_at.label("at"),
            Signature.display_name.label("name"),
        )
        .outerjoin(named, and_(named.signature_id == Signature.id, named.position == 0))
        .outerjoin(by_id, by_id.id == named.organisation_id)
        .outerjoin(
            by_name,
            and_(
                named.organisation_id.is_(None),
                by_name.coalition_id == Signature.coalition_id,
                func.lower(by_name.display_name) == func.lower(named.name),
            ),
        )
        .where(Signature.letter_id == letter_id, Signature.state.in_(TO_DECIDE))
        .subquery("waiting")
    )


def _address_is_strange(known_id: Any, domain: Any, by_id: Any, by_name: Any) -> Any:
    """Whether nothing about the address says that its holder belongs to the known organisation, which has contacts.

    An address at a provider that anybody may use says so only if it is a contact's own.
    """
    known = (Contact.organisation_id == known_id, Contact.ended_at.is_(None))
    theirs = exists().where(*known).correlate(Signature, by_id, by_name)
    fits = theirs.where(
        or_(
            Contact.email_key == Signature.signer_email_key,
            and_(func.split_part(Contact.email_key, "@", 2) == domain, domain.not_in(sorted(FREE_PROVIDERS))),
        )
    )
    domains = func.coalesce(by_id.mail_domains, by_name.mail_domains, "")
    own_domain = func.strpos(" " + domains + " ", " " + domain + " ") > 0
    return and_(known_id.is_not(None), Signature.authoriser_basis.is_(None), theirs, ~fits, ~own_domain)


def _stands_elsewhere(known_id: Any) -> Any:
    """Whether another signature of the known organisation stands or waits on the same letter."""
    other = aliased(Signatory)
    return exists().where(
        other.organisation_id == known_id,
        other.letter_id == Signature.letter_id,
        other.signature_id != Signature.id,
        other.state.in_(sorted(LIVE | PENDING)),
    )


def _same_name_waits(named: Any) -> Any:
    """Whether two that wait were sent under one name."""
    return and_(
        named.name.is_not(None), func.count().over(partition_by=(func.lower(named.name), named.name.is_not(None))) > 1
    )
