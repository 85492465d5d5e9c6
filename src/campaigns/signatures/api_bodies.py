"""What the members' part of the JSON API takes and gives. Every instant is in UTC, as RFC 3339."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from campaigns.invitations.models import WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.invitations.window import accepts
from campaigns.letters.queries import LetterDetail
from campaigns.signatures.access import Reply, reply_token
from campaigns.signatures.cascade_route import SharedLetter
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority
from campaigns.signatures.standing import Stand, standing_of, traces_of
from campaigns.text.plain_letter import plain_words
from campaigns.tokens import Keys


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody beside the signer who can authorise it; they are asked by mail."""

    authoriser_name: str
    authoriser_email: str


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a signature takes, in one request.

    `version` is the version of the text that was read; the request is refused if another one is open by now. `authority` has
    no default; it is null where somebody else has to authorise it, who then stands in `authoriser`. Where the organisation's
    rule is two people, `authoriser` is wanted in any case. With `show_person` the list shows the signer's name and title.
    `joint_names` are other organisations that sign in the same row. With `group` the organisation signs on behalf of its
    members: it counts as one, and is reviewed unless the directory says that it signs so.
    """

    version: int
    display_name: str
    signer_name: str
    signer_title: str
    signer_email: str
    authority: Authority | None
    authority_note: str = ""
    signer_phone: str = ""
    show_person: bool = False
    joint_names: list[str] = []
    group: bool = False
    authoriser: Asked | None = None


class Whose(StrEnum):
    """Of whom somebody speaks who replies by an invitation for another organisation than the invited one."""

    BRANCH = "branch"
    DIFFERENT = "different"


class SigningForAnother(Signing, frozen=True, kw_only=True):
    """Everything that a signature takes, for a branch or project of the invited organisation or a different organisation.

    A branch is either one on record, by its id in `branch_id`, or `display_name` with `place`; it stands in the list with
    its place behind its name. Neither answers the invitation.
    """

    whose: Whose
    branch_id: UUID | None = None
    place: str = ""


class Declining(msgspec.Struct, frozen=True, kw_only=True):
    """Why an organisation does not sign, in confidence."""

    person_name: str
    reasons: list[Reason]
    explanation: str = ""
    would_sign_if: str = ""
    who_sees: WhoSees = WhoSees.SECRETARIAT


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """By when an organisation expects to answer."""

    person_name: str
    needed_by: date
    explanation: str = ""


class Withdrawing(msgspec.Struct, frozen=True, kw_only=True):
    """A withdrawal; a reason may be given and is seen by the secretariat only."""

    reason: str = ""


class Changing(msgspec.Struct, frozen=True, kw_only=True):
    """How the row is to read; what is left out or null stays as it is.

    `display_name` is the organisation's own name, without its partners in a joint row.
    Another form of the organisation's own name counts at once; any other waits for the secretariat. Only by the signer's
    own link can the title change, or `show_person` become true.
    """

    display_name: str | None = None
    signer_title: str | None = None
    show_person: bool | None = None


class AskingLate(msgspec.Struct, frozen=True, kw_only=True):
    """What the secretariat should know with a request to be added late, in one's own words; it may be empty."""

    words: str = ""


class Undoing(msgspec.Struct, frozen=True, kw_only=True):
    """The id of the secretariat's correction that is to be undone."""

    change: UUID


class CodeTyped(msgspec.Struct, frozen=True, kw_only=True):
    """The six digits from the mail."""

    code: str


class LetterSeen(msgspec.Struct, frozen=True, kw_only=True):
    """The letter as it is open for signature. `body` and `notes_to_editors` are Markdown, `plain_text` is what a mail shows.

    `open` says whether an answer would be taken now. `fingerprint` is the SHA-256 of the text, in hexadecimal.
    """

    reference: str
    coalition: str
    title: str
    addressee_name: str
    addressee_office: str
    language: str
    body: str
    attestation: str
    notes_to_editors: str
    plain_text: str
    version: int
    fingerprint: str
    open: bool
    deadline_at: datetime | None
    publish_at: datetime | None
    zone: str


class SignatureSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A signature as its organisation's people see it.

    `authoriser_name` is whoever was asked to authorise it, if anybody was, and `authorised_at` when they did.
    `reply_token` opens `/api/v1/replies/{token}` and is given only to whoever sent the signature.
    """

    reference: str
    state: SignatureState
    display_name: str
    group: bool
    signer_name: str
    signer_title: str
    show_person: bool
    submitted_at: datetime | None
    attested: str
    authoriser_name: str
    authorised_at: datetime | None
    reply_token: str | None


class LateSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Answers that came after the deadline: kept, and signing nothing.

    `state` is "kept" until the secretariat is asked, then "asked", and "refused" with the `reason`; "closed" where nothing
    is left to ask for, such as after the deadline was moved. What was taken is a signature, and stands there instead.
    """

    state: LateState
    received_at: datetime
    closed_at: datetime
    asked_at: datetime | None
    reason: str


class ReplySeen(msgspec.Struct, frozen=True, kw_only=True):
    """Where an organisation's reply stands, in a word and in a sentence (empty while nobody has answered).

    `late` is what this link's holder sent after the deadline, if anything.
    """

    organisation: str
    stand: Stand
    sentence: str
    #: What else came of this very link: for branches of the organisation, and in a personal capacity.
    traces: list[str]
    letter: LetterSeen
    signature: SignatureSeen | None
    late: LateSeen | None


class SharedSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What a cascade link opens. `shared_by` is the infrastructure organisation whose link it is.

    `why_not` says in a sentence why nothing can be signed by it now; it is empty where something can.
    """

    shared_by: str
    why_not: str
    letter: LetterSeen


def shared_seen(shared: SharedLetter, now: datetime) -> SharedSeen:
    """A cascade link as the API gives it."""
    letter = _letter(shared.letter, shared.coalition.name, now)
    return SharedSeen(shared_by=shared.body, why_not=shared.why, letter=letter)


def seen(reply: Reply, keys: Keys, now: datetime) -> ReplySeen:
    """A reply as the API gives it."""
    standing = standing_of(reply, now)
    return ReplySeen(
        organisation=reply.organisation,
        stand=standing.stand,
        sentence=standing.sentence,
        traces=traces_of(reply, now),
        letter=_letter(reply.letter, reply.coalition.name, now),
        signature=_signature(reply, keys),
        late=msgspec.convert(reply.late, LateSeen, from_attributes=True) if reply.late else None,
    )


def _letter(letter: LetterDetail, coalition: str, now: datetime) -> LetterSeen:
    words = letter.words
    return LetterSeen(
        reference=letter.reference,
        coalition=coalition,
        title=words.title,
        addressee_name=words.addressee_name,
        addressee_office=words.addressee_office,
        language=words.language,
        body=words.body,
        attestation=words.attestation,
        notes_to_editors=words.notes_to_editors,
        plain_text=plain_words(words),
        version=letter.version,
        fingerprint=letter.content_hash or "",
        open=accepts(letter, now),
        deadline_at=letter.deadline_at,
        publish_at=letter.publish_at,
        zone=letter.zone,
    )


def _signature(reply: Reply, keys: Keys) -> SignatureSeen | None:
    signature = reply.signature
    if signature is None:
        return None
    return SignatureSeen(
        reference=signature.reference(reply.letter.reference),
        state=signature.state,
        display_name=signature.display_name,
        group=signature.as_group,
        signer_name=signature.signer_name,
        signer_title=signature.signer_title,
        show_person=signature.show_person,
        submitted_at=signature.submitted_at,
        attested=signature.attested,
        authoriser_name=signature.authoriser_name,
        authorised_at=signature.authority_answered_at if signature.authorised else None,
        reply_token=reply_token(keys, signature.id, signature.rotation) if reply.own else None,
    )
