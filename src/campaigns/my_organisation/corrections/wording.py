"""What a correction says, in the language of whoever reads it."""

from datetime import date

from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import calendar_day
from campaigns.my_organisation.corrections.models import Correction, What


def before_and_after(correction: Correction) -> tuple[str, str]:
    """What was and what is to be. It is kept in English; what are words of ours is said in the reader's language."""
    match correction.what:
        case What.LANGUAGE:
            return gettext(correction.before), gettext(correction.after)
        case What.END_SIGNER:
            day = calendar_day(date.fromisoformat(correction.fields["signs_until"]))
            return correction.before, gettext("until {day}", day=day)
    return correction.before, correction.after
