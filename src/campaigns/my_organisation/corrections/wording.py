"""What a correction says, in the language of whoever reads it."""

import re
from datetime import date
from typing import Any

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import calendar_day
from campaigns.my_organisation.corrections.lifecycle import CorrectionState
from campaigns.my_organisation.corrections.models import Correction, What
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.models import SignOff
from campaigns.organisations.relations import LANGUAGES, Language

#: Why a proposal was withdrawn in whose place another came.
NEWER = gettext_noop("The organisation proposed something newer.")
#: Who has to agree, to be given to `gettext`.
SIGN_OFFS: dict[SignOff, str] = {
    SignOff.ONE_PERSON: gettext_noop("One authorised person"),
    SignOff.TWO_PEOPLE: gettext_noop("Two people"),
}
#: What each register is called for members, to be given to `gettext`.
REGISTERS: dict[Scheme, str] = {
    Scheme.ENGLAND_AND_WALES: gettext_noop("Charity number in England and Wales"),
    Scheme.SCOTLAND: gettext_noop("Charity number in Scotland"),
    Scheme.NORTHERN_IRELAND: gettext_noop("Charity number in Northern Ireland"),
    Scheme.COMPANY: gettext_noop("Company number"),
}


def in_words(value: Any) -> str:
    """A value of the record as it is kept with a proposal, in English."""
    if isinstance(value, SignOff):
        return SIGN_OFFS[value]
    return LANGUAGES[value] if isinstance(value, Language) else str(value or "")


def before_and_after(correction: Correction) -> tuple[str, str]:
    """What was and what is to be. It is kept in English; what are words of ours is said in the reader's language."""
    match correction.what:
        # Once its proposer's details were erased, what was to be written is not kept any more.
        case What.LOGO if correction.fields.get("picture"):
            return correction.before, gettext("A new picture: {alt}", alt=correction.after)
        case What.LANGUAGE | What.SIGN_OFF:
            return gettext(correction.before), gettext(correction.after)
        case What.END_SIGNER if "signs_until" in correction.fields:
            day = calendar_day(date.fromisoformat(correction.fields["signs_until"]))
            return correction.before, gettext("until {day}", day=day)
    return correction.before, correction.after


def value_told(what: What, kept: str) -> str:
    """What a value was or is to be, as the secretariat reads it: kept in English, and said in the language being read."""
    if what in {What.LANGUAGE, What.SIGN_OFF}:
        return gettext(kept)
    if what is What.END_SIGNER and (until := re.fullmatch(r"until (\d{4}-\d\d-\d\d)", kept)):
        return gettext("until {day}", day=until[1])
    return kept


def reason_told(reason: str) -> str:
    """Why something became of a proposal: as it was typed, or in the language being read where nobody typed it."""
    return gettext(reason) if reason == NEWER else reason


def has_picture(correction: Correction) -> bool:
    """Whether a picture waits with it."""
    return (
        correction.what is What.LOGO
        and correction.state is CorrectionState.WAITING
        and bool(correction.fields.get("picture"))
    )
