"""The answers of somebody who signs for themselves, each page's checked on its own, for the pages and the API alike."""

from datetime import datetime

import msgspec

from campaigns.errors import Invalid
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.queries import IndividualDetail
from campaigns.individuals.wording import consent_sentence
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail.addresses import checked, match_key
from campaigns.names.people import person_sort_key, sort_by_problem
from campaigns.names.tidy import tidy
from campaigns.signatures.answers import unusable_line

NO_CONSENT = gettext_noop("Say whether your name may be published. Nothing is chosen for you.")


class YouAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs. Title and affiliation may be empty; the address is never published.

    `sort_by` are the words of the name by which the list files it; empty for the last one.
    """

    name: str
    title: str
    affiliation: str
    email: str
    sort_by: str = ""


def answer_you(signature: IndividualSignature, answer: YouAnswer) -> None:
    """Put the person into a started signature. What was agreed to other words is agreed to no more. Raises `Invalid`."""
    problems: dict[str, str] = {}
    lines = {name: tidy(getattr(answer, name)) for name in ("name", "title", "affiliation", "sort_by")}
    for field, value in lines.items():
        if wrong := unusable_line(value):
            problems[field] = wrong
    if not lines["name"]:
        problems["name"] = gettext("Enter your full name.")
    elif not any(character.isalpha() for character in lines["name"]):
        problems["name"] = gettext("Your name must have at least one letter.")
    elif "sort_by" not in problems and (wrong := sort_by_problem(lines["name"], lines["sort_by"])):
        problems["sort_by"] = wrong
    email = ""
    try:
        email = checked(answer.email)
    except Invalid as invalid:
        problems["email"] = str(invalid)
    if problems:
        raise Invalid(problems)
    before = _published(signature)
    signature.name, signature.title, signature.affiliation = lines["name"], lines["title"], lines["affiliation"]
    signature.sort_by = lines["sort_by"]
    signature.sort_key = person_sort_key(signature.name, signature.sort_by)
    signature.email, signature.email_key = email, match_key(email)
    if _published(signature) != before:
        signature.consented_at, signature.consent = None, ""


def answer_consent(signature: IndividualSignature, *, publish: bool | None, now: datetime) -> None:
    """Put the person's own yes into a started signature, with the sentence they said it to. Raises `Invalid` for no answer.

    Whoever says no sends nothing: see `actions.put_aside`.
    """
    if not publish:
        raise Invalid({"publish_name": gettext(NO_CONSENT)})
    signature.consented_at = now
    signature.consent = consent_sentence(signature.title, signature.affiliation)


def complete(signature: IndividualSignature | IndividualDetail) -> str | None:
    """The first page whose answer is still missing, or None when everything is there to check."""
    if not (signature.name and signature.email):
        return "you"
    return "consent" if signature.consented_at is None else None


def _published(signature: IndividualSignature) -> tuple[str, str, str]:
    return signature.name, signature.title, signature.affiliation
