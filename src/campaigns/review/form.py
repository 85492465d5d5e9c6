"""The form on which a signature is accepted: how it was checked, and which organisation each name is."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.review.actions import Decision
from campaigns.review.queries import Named
from campaigns.web.forms import Form
from campaigns.web.labels import hidden, label, line, paragraphs

#: Said of a name that is no known organisation.
NEW = "new"
LONGEST = 1000


class How(StrEnum):
    REPLIED = "replied"
    RANG = "rang"
    KNOWN = "known"
    VOUCHED = "vouched"
    OTHER = "other"


#: Kept with the signature in English, whoever decides.
HOW_WORDS: dict[How, str] = {
    How.REPLIED: gettext_noop("They replied from the organisation’s official address"),
    How.RANG: gettext_noop("I rang the number on the organisation’s website"),
    How.KNOWN: gettext_noop("The person is a known contact"),
    How.VOUCHED: gettext_noop("The organisation by whose cascade link it came vouches for it"),
    How.OTHER: gettext_noop("In another way"),
}


class Do(StrEnum):
    """Which button was pressed."""

    SEARCH = "search"
    ACCEPT = "accept"


class AcceptForm(msgspec.Struct, frozen=True, kw_only=True):
    """Beside these fields the form has, for each name by its position, `organisation-0` and `search-0`."""

    do: Annotated[Do, hidden()] = Do.SEARCH
    how: Annotated[How | None, label("how you checked")] = None
    details: Annotated[str, paragraphs("the details", most=LONGEST, required=False)] = ""
    in_place_of: Annotated[list[UUID], label("the signature in whose place it stands")] = []
    row_version: Annotated[int, hidden()]


class RejectForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("the reason, which the signer will read", most=LONGEST)]
    row_version: Annotated[int, hidden()]


class AskForm(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the secretariat has authorise a signature."""

    authoriser_name: Annotated[str, line("the name of the person to ask", most=LONGEST, required=False)] = ""
    authoriser_email: Annotated[str, line("the address of the person to ask", most=LONGEST, required=False)] = ""
    row_version: Annotated[int, hidden()]


def decision_of(form: Form[AcceptForm], named: Sequence[Named]) -> Decision:
    """What the secretariat decided. Raises `Invalid` with a sentence for each field that needs mending."""
    typed, problems = form.value, {}
    organisations: list[UUID | None] = []
    for one in named:
        choice = form.typed(f"organisation-{one.position}")
        try:
            organisations.append(None if choice == NEW else UUID(choice))
        except ValueError:
            problems[f"organisation-{one.position}"] = gettext("Say which organisation “{name}” is.", name=one.name)
        else:
            if organisations[-1] is not None and organisations[-1] in organisations[:-1]:
                problems[f"organisation-{one.position}"] = gettext("Choose a different organisation for each name.")
    if typed.how is None:
        problems["how"] = gettext("Say how you checked that this person may sign for the organisation.")
    elif typed.how is How.OTHER and not typed.details:
        problems["details"] = gettext("Say in your own words how you checked.")
    if problems or typed.how is None:
        raise Invalid(problems)
    words = typed.details if typed.how is How.OTHER else ". ".join(filter(None, (HOW_WORDS[typed.how], typed.details)))
    return Decision(check=words, organisations=organisations, in_place_of=typed.in_place_of)
