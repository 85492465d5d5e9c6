"""What each page's form sends. What must be there is said once, by the actions, for the pages and the API alike."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from campaigns.invitations.models import WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.signatures.models import Authority
from campaigns.web.labels import choices, hidden, label, line, paragraphs

#: Far over what the actions allow, so that they say what is too long and the form never cuts anything off.
_ANY_LENGTH = 20_000


class NameFields(msgspec.Struct, frozen=True, kw_only=True):
    """`previewed` is the row that the page showed when it was sent, `as_read` of it."""

    display_name: Annotated[str, line("the name", most=_ANY_LENGTH, required=False)] = ""
    joint_names: Annotated[str, paragraphs("the other organisations", most=_ANY_LENGTH, required=False)] = ""
    group: Annotated[bool, label("whether it is on behalf of your members")] = False
    previewed: Annotated[str, hidden()] = ""


class Shown(StrEnum):
    """What of the signer the list shows."""

    ORGANISATION = "organisation"
    PERSON = "person"


class SignerFields(msgspec.Struct, frozen=True, kw_only=True):
    signer_name: Annotated[str, line("your full name", most=_ANY_LENGTH, required=False)] = ""
    signer_title: Annotated[str, line("your job title", most=_ANY_LENGTH, required=False)] = ""
    signer_email: Annotated[str, line("your work email address", most=_ANY_LENGTH, required=False)] = ""
    signer_phone: Annotated[str, line("your phone number", most=_ANY_LENGTH, required=False)] = ""
    shown: Annotated[Shown, label("what the list shows")] = Shown.ORGANISATION


class Basis(StrEnum):
    """The bases of authority, and the two answers that are none."""

    CHIEF_EXECUTIVE = Authority.CHIEF_EXECUTIVE.value
    TRUSTEES_AGREED = Authority.TRUSTEES_AGREED.value
    DELEGATED = Authority.DELEGATED.value
    SOMEONE_ELSE = "someone_else"
    PERSONAL = "personal"


class AuthorityFields(msgspec.Struct, frozen=True, kw_only=True):
    authority: Annotated[Basis | None, label("whether you can sign")] = None
    agreed_on: Annotated[str, line("when they agreed", most=_ANY_LENGTH, required=False)] = ""
    delegated_by: Annotated[str, line("who delegated this", most=_ANY_LENGTH, required=False)] = ""


class AuthoriserFields(msgspec.Struct, frozen=True, kw_only=True):
    """`authoriser` is the id of a contact, or `OTHER` with the two fields after it."""

    authoriser: Annotated[str, line("who can authorise it", most=_ANY_LENGTH, required=False)] = ""
    authoriser_name: Annotated[str, line("their full name", most=_ANY_LENGTH, required=False)] = ""
    authoriser_email: Annotated[str, line("their work email address", most=_ANY_LENGTH, required=False)] = ""


class Authorising(StrEnum):
    """What somebody says who is asked to authorise it: a basis of authority, or a ground for refusing."""

    CHIEF_EXECUTIVE = Authority.CHIEF_EXECUTIVE.value
    TRUSTEES_AGREED = Authority.TRUSTEES_AGREED.value
    DELEGATED = Authority.DELEGATED.value
    NOT_SIGNING = "not_signing"
    CANNOT = "cannot"


class AuthorisingFields(msgspec.Struct, frozen=True, kw_only=True):
    authorising: Annotated[Authorising | None, label("whether you authorise it")] = None
    agreed_on: Annotated[str, line("when they agreed", most=_ANY_LENGTH, required=False)] = ""
    delegated_by: Annotated[str, line("who delegated this", most=_ANY_LENGTH, required=False)] = ""
    why_not: Annotated[str, paragraphs("the reason", most=_ANY_LENGTH, required=False)] = ""
    why_cannot: Annotated[str, paragraphs("the reason", most=_ANY_LENGTH, required=False)] = ""
    person_name: Annotated[str, line("your full name", most=_ANY_LENGTH, required=False)] = ""
    person_title: Annotated[str, line("your job title", most=_ANY_LENGTH, required=False)] = ""


class CheckFields(msgspec.Struct, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


class CodeFields(msgspec.Struct, frozen=True, kw_only=True):
    code: Annotated[str, line("the code", most=200, required=False)] = ""


class AddressFields(msgspec.Struct, frozen=True, kw_only=True):
    signer_email: Annotated[str, line("your work email address", most=_ANY_LENGTH, required=False)] = ""


class DeclineFields(msgspec.Struct, frozen=True, kw_only=True):
    """`seen` is the newest answer that the page showed."""

    person_name: Annotated[str, line("your name", most=_ANY_LENGTH, required=False)] = ""
    reasons: Annotated[list[Reason], choices("a reason", required=False)] = []
    explanation: Annotated[str, paragraphs("what you would like to add", most=_ANY_LENGTH, required=False)] = ""
    would_sign_if: Annotated[str, paragraphs("what would have to change", most=_ANY_LENGTH, required=False)] = ""
    who_sees: Annotated[WhoSees, label("who may see this")] = WhoSees.SECRETARIAT
    seen: Annotated[UUID | None, hidden()] = None


class MoreTimeFields(msgspec.Struct, frozen=True, kw_only=True):
    person_name: Annotated[str, line("your name", most=_ANY_LENGTH, required=False)] = ""
    needed_by: Annotated[date | None, label("the date")] = None
    explanation: Annotated[str, paragraphs("the reason", most=_ANY_LENGTH, required=False)] = ""
    seen: Annotated[UUID | None, hidden()] = None


class LateFields(msgspec.Struct, frozen=True, kw_only=True):
    """`row_version` is that of the request which the page showed."""

    words: Annotated[str, paragraphs("what the secretariat should know", most=_ANY_LENGTH, required=False)] = ""
    row_version: Annotated[int, hidden()]


class WithdrawFields(msgspec.Struct, frozen=True, kw_only=True):
    """`signature` is the one that the page showed."""

    reason: Annotated[str, paragraphs("the reason", most=4000, required=False)] = ""
    signature: Annotated[UUID, hidden()]


class ObjectionFields(msgspec.Struct, frozen=True, kw_only=True):
    person_name: Annotated[str, line("your name", most=_ANY_LENGTH, required=False)] = ""
    explanation: Annotated[str, paragraphs("what is wrong", most=4000, required=False)] = ""


class StartFields(msgspec.Struct, frozen=True, kw_only=True):
    """`website` is a trap: people do not see it and robots fill it in."""

    website: Annotated[str, line("nothing here", most=_ANY_LENGTH, required=False)] = ""
