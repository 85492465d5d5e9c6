"""What each page's form sends. What must be there is said once, by the actions, for the pages and the API alike."""

from enum import StrEnum
from typing import Annotated

import msgspec

from campaigns.web.labels import hidden, label, line, paragraphs

#: Far over what the actions allow, so that they say what is too long and the form never cuts anything off.
_ANY_LENGTH = 20_000


class YouFields(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, line("your full name", most=_ANY_LENGTH, required=False)] = ""
    sort_by: Annotated[str, line("the words you are sorted by", most=_ANY_LENGTH, required=False)] = ""
    title: Annotated[str, line("your title", most=_ANY_LENGTH, required=False)] = ""
    affiliation: Annotated[str, line("your affiliation", most=_ANY_LENGTH, required=False)] = ""
    email: Annotated[str, line("your email address", most=_ANY_LENGTH, required=False)] = ""


class YesOrNo(StrEnum):
    """An answer for which nothing is chosen beforehand."""

    YES = "yes"
    NO = "no"


class ConsentFields(msgspec.Struct, frozen=True, kw_only=True):
    publish_name: Annotated[YesOrNo | None, label("whether your name may be published")] = None


class AddressFields(msgspec.Struct, frozen=True, kw_only=True):
    email: Annotated[str, line("your email address", most=_ANY_LENGTH, required=False)] = ""


class WithdrawFields(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("the reason", most=4000, required=False)] = ""


class AdmitFields(msgspec.Struct, frozen=True, kw_only=True):
    """The secretariat's setting of the letter; `row_version` is the letter's."""

    individuals_may_sign: Annotated[YesOrNo, label("whether individuals may sign")]
    row_version: Annotated[int, hidden()]


class AcceptFields(msgspec.Struct, frozen=True, kw_only=True):
    check: Annotated[str, paragraphs("how you know who it is", most=2000, required=False)] = ""
    row_version: Annotated[int, hidden()]


class ReasonFields(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("the reason", most=2000, required=False)] = ""
    row_version: Annotated[int, hidden()]
