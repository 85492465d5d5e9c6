"""What the guards of a signature's steps may ask, and each guard: None where the step may be taken, or why it may not."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.languages.catalogues import gettext_noop


@dataclass(frozen=True)
class SignatureFacts:
    """What the guards may ask; every instant is aware and in UTC.

    `received_at` is when the server had the whole POST. `authority_stated` means the signer chose a basis of authority, or
    named who can authorise it; there is no default. `frozen` means the letter's list can no longer change. `another_name`
    means the row is not the name by which the secretariat knows the organisation, `of_branch` that it is a branch's or a
    project's, which the invitation did not go to, `unknown_group` that it is on behalf of members, and the directory does
    not say that the organisation signs as a group. `agreed_at` is when it agreed otherwise than
    by its link.

    `by_cascade` means that it came by the link of an infrastructure body, and `link_refuses` is why that link, or the public
    page, takes it not now, in a sentence, empty where it does.

    `authoriser_due` means that somebody beside the signer must authorise it, `authoriser_named` that it is known whom to
    ask, `authoriser_known` that the secretariat knows that address at the organisation whose invitation was used, and
    `authority_given` that this person said on what basis.

    `on_same_version` means that the signature which is to stand in its place is on the very version that this one is on.

    `taken_late` means that the secretariat takes what was sent after the deadline, and `standing_authority` that the
    organisation's is in force now and covers the letter.
    """

    received_at: datetime
    signing: str
    deadline_at: datetime | None
    version_is_current: bool
    authority_stated: bool
    address_was_invited: bool
    frozen: bool
    organisation_known: bool = False
    joint: bool = False
    another_name: bool = False
    of_branch: bool = False
    unknown_group: bool = False
    address_on_own_domain: bool = False
    check_recorded: bool = False
    removal_explained: bool = False
    objected_alone: bool = False
    agreed_at: datetime | None = None
    evidence_kept: bool = False
    authoriser_due: bool = False
    authoriser_named: bool = False
    authoriser_is_signer: bool = False
    authoriser_known: bool = False
    authority_given: bool = False
    taken_late: bool = False
    by_cascade: bool = False
    link_refuses: str = ""
    standing_authority: bool = False
    on_same_version: bool = False


def signing_is_open(facts: SignatureFacts) -> str | None:
    """The server's time of receipt decides, to the microsecond, even if the closing job is late.

    What comes too late counts only where the secretariat takes it all the same.
    """
    if facts.signing == "not_open":
        return gettext_noop("Signing has not opened yet.")
    if facts.taken_late:
        return None
    late = facts.deadline_at is not None and facts.received_at >= facts.deadline_at
    return (
        gettext_noop("Signing has closed, so this signature was not recorded.") if late or facts.signing != "open" else None
    )


def link_takes_it(facts: SignatureFacts) -> str | None:
    """A cascade link has a cap, and it and the public page can be paused: how they stand at the last button counts."""
    return facts.link_refuses or None


def came_by_invitation(facts: SignatureFacts) -> str | None:
    """Nobody knows who has a link that is passed on: whatever proves an address, a person looks at the signature first."""
    return gettext_noop("A signature by a cascade link is reviewed first.") if facts.by_cascade else None


def came_by_cascade(facts: SignatureFacts) -> str | None:
    """An infrastructure body answers for what came by its own link, and for nothing else."""
    return None if facts.by_cascade else gettext_noop("This signature did not come by your link.")


def version_is_current(facts: SignatureFacts) -> str | None:
    """A signature is on one exact text: the one that is open for signature."""
    return (
        None
        if facts.version_is_current
        else gettext_noop("The text has changed since you began. Read the new version first.")
    )


def authority_is_stated(facts: SignatureFacts) -> str | None:
    """Working somewhere is not authority to sign for it."""
    return None if facts.authority_stated else gettext_noop("Say whether you can sign for the organisation.")


def needs_no_authoriser(facts: SignatureFacts) -> str | None:
    """What a second person has to authorise never goes past them."""
    return gettext_noop("Somebody else has to authorise this first.") if facts.authoriser_due else None


def authoriser_is_another(facts: SignatureFacts) -> str | None:
    """Nobody authorises what they sent themselves."""
    if not facts.authoriser_named:
        return gettext_noop("Say who can authorise it.")
    return gettext_noop("The person who authorises it must be somebody else.") if facts.authoriser_is_signer else None


def authority_is_given(facts: SignatureFacts) -> str | None:
    """Whoever authorises says on what basis, as a signer would."""
    return None if facts.authority_given else gettext_noop("Say on what basis you authorise it.")


def authoriser_is_known(facts: SignatureFacts) -> str | None:
    """An address that the signer made up proves nothing, whoever answers from it."""
    return (
        None
        if facts.authoriser_known
        else gettext_noop("The secretariat does not know this address, so it looks at it first.")
    )


def address_was_invited(facts: SignatureFacts) -> str | None:
    """Only an address that the secretariat itself wrote to counts without a further check."""
    return None if facts.address_was_invited else gettext_noop("This address must be checked first.")


def signs_alone(facts: SignatureFacts) -> str | None:
    """The holder of one organisation's invitation cannot speak for a second organisation unseen."""
    return gettext_noop("A joint signature is reviewed by the secretariat first.") if facts.joint else None


def signs_under_its_own_name(facts: SignatureFacts) -> str | None:
    """Nor can they put a name of their own choosing on the list unseen, such as another organisation's."""
    return (
        gettext_noop("This name is not the one the secretariat knows, so it is reviewed first.")
        if facts.another_name
        else None
    )


def is_no_branch(facts: SignatureFacts) -> str | None:
    """A branch is an organisation of its own, and whoever holds its parent's invitation was not asked for it."""
    return (
        gettext_noop("The secretariat looks first at what is signed for a branch or project.") if facts.of_branch else None
    )


def is_known_as_group(facts: SignatureFacts) -> str | None:
    """A network that never asked its members must not be read as if it had."""
    return (
        gettext_noop("The secretariat looks first at what is signed on behalf of members.") if facts.unknown_group else None
    )


def address_is_on_own_domain(facts: SignatureFacts) -> str | None:
    """Only where the organisation alone gives out addresses does an address say that somebody belongs to it."""
    return None if facts.address_on_own_domain else gettext_noop("The secretariat checks this address first.")


def list_is_not_frozen(facts: SignatureFacts) -> str | None:
    """A frozen list changes only in a new edition."""
    return gettext_noop("The list is frozen.") if facts.frozen else None


def organisation_is_known(facts: SignatureFacts) -> str | None:
    """Whoever accepts a signature says which organisation it is for."""
    return None if facts.organisation_known else gettext_noop("Say which organisation this is before you accept it.")


def check_is_recorded(facts: SignatureFacts) -> str | None:
    """How the authority was verified is kept with the decision."""
    return (
        None if facts.check_recorded else gettext_noop("Say how you checked that this person may sign for the organisation.")
    )


def removal_is_explained(facts: SignatureFacts) -> str | None:
    """A name that vanishes without a reason becomes the story."""
    return None if facts.removal_explained else gettext_noop("Say why the signature is removed.")


def agreed_in_time(facts: SignatureFacts) -> str | None:
    """What was agreed before the deadline may be written down after it, as long as the list can change."""
    if facts.signing == "not_open":
        return gettext_noop("Signing has not opened yet.")
    if facts.agreed_at is None or facts.agreed_at > facts.received_at:
        return gettext_noop("Enter a time that has passed.")
    late = facts.deadline_at is not None and facts.agreed_at >= facts.deadline_at
    if late:
        return gettext_noop("They agreed after signing had closed. Move the deadline first if they are to be listed.")
    return None


def evidence_is_kept(facts: SignatureFacts) -> str | None:
    """Whoever disputes it later is shown what was said."""
    return None if facts.evidence_kept else gettext_noop("Enter what they wrote or said. It is the evidence.")


def standing_authority_holds(facts: SignatureFacts) -> str | None:
    """Nobody signs for an organisation by an authority that it does not give at this moment, for this letter."""
    return (
        None
        if facts.standing_authority
        else gettext_noop("The organisation gives no standing authority that covers this letter.")
    )


def objected_alone(facts: SignatureFacts) -> str | None:
    """Nobody takes back what somebody else said."""
    return None if facts.objected_alone else gettext_noop("Somebody else says that it is wrong, so the secretariat decides.")


def other_is_on_same_version(facts: SignatureFacts) -> str | None:
    """What was agreed to in one text is not carried over to another by somebody else's signature."""
    return (
        None
        if facts.on_same_version
        else gettext_noop("The two signatures are on different versions of the text, so neither can stand for the other.")
    )


def names_nobody_else(facts: SignatureFacts) -> str | None:
    """Whoever signed in the same row did not sign again, and would leave the list with it."""
    return (
        gettext_noop(
            "The row names other organisations too, which would leave the list with it, so no other signature can stand in"
            " its place."
        )
        if facts.joint
        else None
    )
