"""Every kind of mail there is, and the composer that writes it. Each has a folder of its name in `templates/emails/`."""

from collections.abc import Mapping

from campaigns.cascades.mails import COMPOSERS as CASCADES
from campaigns.erasure.mails import COMPOSERS as ERASURE
from campaigns.individuals.mails import COMPOSERS as INDIVIDUALS
from campaigns.invitations.mails import COMPOSERS as INVITATIONS
from campaigns.joining.mails import COMPOSERS as JOINING
from campaigns.mail.compose import Composer
from campaigns.my_organisation.corrections.mails import COMPOSERS as CORRECTIONS
from campaigns.my_organisation.mails import COMPOSERS as MY_ORGANISATION
from campaigns.people.mails import COMPOSERS as PEOPLE
from campaigns.recipients import in_their_language, locale_of, locale_of_person
from campaigns.reminders.mails import COMPOSERS as REMINDERS
from campaigns.responses.mails import COMPOSERS as RESPONSES
from campaigns.signatures.change_mails import COMPOSERS as CHANGES
from campaigns.signatures.late.mails import COMPOSERS as LATE
from campaigns.signatures.mails import COMPOSERS as SIGNATURES
from campaigns.standing_authority.mails import COMPOSERS as STANDING_AUTHORITY
from campaigns.unusual_use.mails import COMPOSERS as UNUSUAL_USE

_COMPOSERS: Mapping[str, Composer] = {
    **PEOPLE,
    **JOINING,
    **INVITATIONS,
    **CASCADES,
    **SIGNATURES,
    **CHANGES,
    **INDIVIDUALS,
    **LATE,
    **RESPONSES,
    **STANDING_AUTHORITY,
    **REMINDERS,
    **MY_ORGANISATION,
    **CORRECTIONS,
    **UNUSUAL_USE,
    **ERASURE,
}

#: What only the secretariat gets: people who sign in.
FOR_THE_SECRETARIAT = frozenset(
    {
        *("sign_in", "contact_returned", "correction_proposed", "join_received", "standing_authority_answer"),
        *("individual_left", "signature_disputed", "dispute_taken_back", "person_hidden", "edit_undone", "name_proposed"),
        *("unusual_use", "page_paused"),
    }
)
#: Each writes in the language that the recipient reads.
COMPOSERS: Mapping[str, Composer] = {
    kind: in_their_language(composer, locale_of_person if kind in FOR_THE_SECRETARIAT else locale_of)
    for kind, composer in _COMPOSERS.items()
}

#: The feature that writes each kind, such as `signatures`.
COMPOSER_FEATURES: Mapping[str, str] = {kind: composer.__module__.split(".")[1] for kind, composer in _COMPOSERS.items()}
