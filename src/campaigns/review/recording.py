"""Writing down a signature that an organisation gave by email or on the phone: with evidence, on one version, and told."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale, reading
from campaigns.languages.moments import in_words
from campaigns.letters.models import Letter, Version
from campaigns.letters.steps import lock_letter
from campaigns.names.matching import matching_key
from campaigns.names.tidy import tidy
from campaigns.organisations.models import Organisation, SignOff
from campaigns.review.wording import recorded_by
from campaigns.signatures import answers
from campaigns.signatures.answers import AuthorityAnswer, NameAnswer, SignerAnswer
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Authority, Evidence, EvidenceKind, Route, Signature
from campaigns.signatures.notices import tell_accepted
from campaigns.signatures.queries import live_signature_of
from campaigns.signatures.signing import add_signatories
from campaigns.signatures.steps import hold, next_number, take
from campaigns.text.characters import clean

LONGEST_EVIDENCE = 20_000

HOW_AGREED: dict[EvidenceKind, str] = {
    EvidenceKind.EMAIL: "by email",
    EvidenceKind.CALL: "on the phone",
    EvidenceKind.PAPER: "on paper",
}


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation agreed to, and what shows it.

    `words` are the message as it came, or what was said and on which number; `agreed_at` is when, in UTC. `version` is the
    number of the version that they had before them. With `group` the organisation agreed on behalf of its members.
    `second_name` and `second_words` are who agreed beside the first person and what they said; an organisation whose rule
    is two people is not recorded without them.
    """

    display_name: str
    group: bool = False
    signer_name: str
    signer_title: str
    signer_email: str
    authority: Authority | None
    authority_note: str = ""
    kind: EvidenceKind | None
    words: str
    agreed_at: datetime
    version: int
    second_name: str = ""
    second_words: str = ""


async def record(
    session: AsyncSession, letter_id: UUID, organisation_id: UUID, agreement: Agreement, by: Actor, now: datetime
) -> Signature:
    """Record a signature for an organisation. It counts when this returns, and its people are told at once.

    Where its rule is two people, both are named in the evidence. Raises `Invalid` (fields of `Agreement`), `Conflict`
    where the organisation has signed, `NotAllowedNow`, `NotFound`.
    """
    letter = await lock_letter(session, letter_id)
    organisation = await session.get(Organisation, organisation_id)
    if organisation is None or organisation.coalition_id != letter.coalition_id:
        raise NotFound
    if (taken := await live_signature_of(session, letter.id, organisation.id)) is not None:
        when = in_words(taken.accepted_at, letter.zone)
        raise Conflict(
            gettext("This organisation has signed already: {who} signed at {when}.", who=taken.signer_name, when=when)
        )
    version = await _version(session, letter)
    signature = Signature(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        version_id=version.id,
        route=Route.RECORDED,
        state=SignatureState.STARTED,
        started_at=now,
    )
    words = clean(agreement.words).strip()
    second = _second(agreement, organisation)
    if problems := {**_answer(signature, agreement), **_problems_of_evidence(agreement, words, version), **second.problems}:
        raise Invalid(problems)
    session.add(signature)
    await session.flush()
    held = await hold(session, signature.id)
    signature.number = await next_number(session, letter.id)
    signature.submitted_at = signature.accepted_at = now
    signature.review_note = recorded_by(by.name)
    signature.attested = _attested(signature, agreement, second.name, letter, version)
    facts = held.facts(now, agreed_at=agreement.agreed_at, evidence_kept=bool(words))
    try:
        take(session, held, SignatureStep.RECORD, facts, by)
    except NotAllowedNow as refusal:
        raise _by_field(refusal, agreement, now, letter) from None
    session.add(
        Evidence(
            coalition_id=letter.coalition_id,
            signature_id=signature.id,
            kind=agreement.kind,
            words=words,
            second_name=second.name,
            second_words=second.words,
            agreed_at=agreement.agreed_at,
            recorded_at=now,
            recorded_by=by.id,
        )
    )
    await session.flush()
    await add_signatories(session, signature, organisation)
    await tell_accepted(session, signature, now)
    return signature


def _attested(signature: Signature, agreement: Agreement, second_name: str, letter: Letter, version: Version) -> str:
    """What was agreed to, as it is kept: in English, whoever records it."""
    who = " and ".join(filter(None, (signature.signer_name, second_name)))
    with reading(Locale.ENGLISH):
        return (
            f"{who} agreed {HOW_AGREED[agreement.kind]} at {in_words(agreement.agreed_at, letter.zone)} "  # type: ignore[index]
            f"that {answers.stands_for(signature)} supports “{version.title}” (version {version.number})."
        )


async def _version(session: AsyncSession, letter: Letter) -> Version:
    found = await session.scalar(
        select(Version).where(Version.letter_id == letter.id, Version.number == letter.version_number)
    )
    if found is None or found.locked_at is None:
        raise NotAllowedNow(gettext("The text is not locked, so there is nothing yet that anybody can have agreed to."))
    return found


def _answer(signature: Signature, agreement: Agreement) -> dict[str, str]:
    """Put the answers into a started signature, as the signing pages do; what is wrong with them, by field."""
    signer = SignerAnswer(
        signer_name=agreement.signer_name, signer_title=agreement.signer_title, signer_email=agreement.signer_email
    )
    authority = AuthorityAnswer(authority=agreement.authority, authority_note=agreement.authority_note)
    steps: list[Callable[[], None]] = [
        lambda: answers.answer_name(signature, NameAnswer(display_name=agreement.display_name, group=agreement.group)),
        lambda: answers.answer_signer(signature, signer),
        lambda: answers.answer_authority(signature, authority),
    ]
    problems: dict[str, str] = {}
    for step in steps:
        try:
            step()
        except Invalid as invalid:
            problems |= {name: _said_of_them(why) for name, why in invalid.problems.items()}
    return problems


#: The signing pages speak to the signer; here somebody else is asked about them.
_SAID_OF_THEM = {
    gettext_noop("Enter your full name."): gettext_noop("Enter the full name of the person who agreed."),
    gettext_noop("Enter your job title or role."): gettext_noop("Enter their job title or role."),
    gettext_noop("Say whether you can sign for the organisation."): gettext_noop("Say on what authority they agreed."),
    gettext_noop("Enter who delegated this to you."): gettext_noop("Enter who delegated this to them."),
}


def _said_of_them(why: str) -> str:
    """A problem in the language that is being read, said of somebody else than whoever reads it."""
    return next((gettext(them) for signer, them in _SAID_OF_THEM.items() if gettext(signer) == why), why)


class _Second(msgspec.Struct, frozen=True):
    """Who agreed beside the first person, tidied, with what is wrong with it by field."""

    name: str
    words: str
    problems: dict[str, str]


def _second(agreement: Agreement, organisation: Organisation) -> _Second:
    name, words = tidy(agreement.second_name), clean(agreement.second_words).strip()
    problems: dict[str, str] = {}
    if organisation.sign_off is SignOff.TWO_PEOPLE or name or words:
        two = organisation.sign_off is SignOff.TWO_PEOPLE
        rule = gettext("In this organisation two people have to agree.") + " " if two else ""
        if not name:
            problems["second_name"] = rule + gettext("Enter the name of the second person.")
        elif matching_key(name) == matching_key(agreement.signer_name):
            problems["second_name"] = rule + gettext("The second person has to be somebody else.")
        elif wrong := answers.unusable_line(name):
            problems["second_name"] = wrong
        if not words:
            problems["second_words"] = rule + gettext("Enter what the second person wrote or said.")
        elif len(words) > LONGEST_EVIDENCE:
            problems["second_words"] = gettext("Use {most} characters or fewer.", most=format(LONGEST_EVIDENCE, ","))
    return _Second(name, words, problems)


def _problems_of_evidence(agreement: Agreement, words: str, version: Version) -> dict[str, str]:
    problems: dict[str, str] = {}
    if agreement.kind is None:
        problems["kind"] = gettext("Say how they agreed.")
    if not words:
        problems["words"] = gettext("Enter what they wrote or said. It is the evidence.")
    elif len(words) > LONGEST_EVIDENCE:
        problems["words"] = gettext("Use {most} characters or fewer.", most=format(LONGEST_EVIDENCE, ","))
    if agreement.version != version.number:
        problems["version"] = gettext(
            "They agreed to version {theirs}, and version {number} is open for signature. Send them the new text, and record"
            " what they say to it.",
            theirs=agreement.version,
            number=version.number,
        )
    return problems


def _by_field(refusal: NotAllowedNow, agreement: Agreement, now: datetime, letter: Letter) -> Exception:
    """A time that cannot be is a problem of its field; everything else is how the letter stands."""
    late = letter.deadline_at is not None and agreement.agreed_at >= letter.deadline_at
    if letter.signing != "not_open" and (agreement.agreed_at > now or late):
        return Invalid({"agreed_date": str(refusal)})
    return refusal
