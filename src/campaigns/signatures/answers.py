"""The answers of the signing pages, each page's checked on its own, for the pages and the API alike."""

import re
from datetime import datetime
from typing import Protocol

import msgspec

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail.addresses import checked, match_key
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key, sort_name_of
from campaigns.names.tidy import holds_web_address, problem, tidy
from campaigns.signatures.models import Authority, Route, Signature
from campaigns.signatures.queries import SignatureDetail

LONGEST = 200
MOST_JOINT = 10


class NameAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The row in the list; `joint_names` are the other organisations of a joint signature.

    With `group` the organisation signs on behalf of its members. That counts as one, and is never joint.
    """

    display_name: str
    joint_names: list[str] = []
    group: bool = False


class SignerAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs. The phone number is never published; the person only where `show_person` is true."""

    signer_name: str
    signer_title: str
    signer_email: str
    signer_phone: str = ""
    show_person: bool = False


class AuthorityAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """On what basis the person may sign; there is no default."""

    authority: Authority | None
    authority_note: str = ""


class AuthoriserAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who beside the signer can authorise it; asked by mail."""

    name: str
    email: str


def answer_name(signature: Signature, answer: NameAnswer) -> None:
    """Put the row into a started signature: the organisation's own name, then each partner's, once. Raises `Invalid`."""
    typed = tidy(answer.display_name)
    partners = [tidy(name) for name in answer.joint_names if name.strip()]
    problems = {}
    if wrong := problem(typed):
        problems["display_name"] = wrong
    if wrong := next((found for found in map(problem, partners) if found), None):
        problems["joint_names"] = wrong
    if len(partners) > MOST_JOINT:
        problems["joint_names"] = gettext("Name at most {most} other organisations.", most=MOST_JOINT)
    if answer.group and partners:
        problems["group"] = gettext("Sign either on behalf of your members or together with other organisations, not both.")
    _refuse(problems)
    own = _without_partners(typed, partners)
    signature.joint_names, signature.as_group = _once(partners, besides=own), answer.group
    # Every partner is counted, so every partner is written out, also where its name lies within the other's.
    signature.display_name = own + _joined(signature.joint_names)
    signature.sort_name = sort_name_of(signature.display_name)
    signature.sort_key = sort_key(signature.sort_name)


#: What a row says of an organisation that signs collectively for its members.
ON_BEHALF = gettext_noop("on behalf of its members")


def stands_for(signature: Signature | SignatureDetail) -> str:
    """For whom a signature is, as it stands in a sentence: `Fens Federation, on behalf of its members,`."""
    if signature.as_group:
        return gettext("{name}, on behalf of its members,", name=signature.display_name)
    return signature.display_name


def own_name(display_name: str, joint_names: list[str]) -> str:
    """The name of the organisation that signs, without those of its partners, in which the row ends."""
    return display_name.removesuffix(_joined(joint_names))


def _joined(partners: list[str]) -> str:
    return "".join(f" and {name}" for name in partners)


#: How people write several names in one row.
_BETWEEN = r"(?:,? and |,? & |, |; )"


def _without_partners(typed: str, partners: list[str]) -> str:
    """What is left of a row that was typed with its partners in it: whole names go, at its end or else its beginning."""
    names = [re.escape(name) for name in reversed(partners)]
    rows = [f"(.+?){_BETWEEN}{name}" for name in names] + [f"{name}{_BETWEEN}(.+)" for name in names]
    while found := next((match for row in rows if (match := re.fullmatch(row, typed, re.IGNORECASE))), None):
        typed = found[1]
    return typed


def _once(names: list[str], besides: str) -> list[str]:
    """Each name once, as it was first spelt, without the organisation's own."""
    spelt: dict[str, str] = {}
    for name in names:
        spelt.setdefault(matching_key(name), name)
    spelt.pop(matching_key(besides), None)
    return list(spelt.values())


def answer_signer(signature: Signature, answer: SignerAnswer) -> None:
    """Put the person into a started signature. Raises `Invalid`."""
    problems = {}
    name, title, phone = tidy(answer.signer_name), tidy(answer.signer_title), tidy(answer.signer_phone)
    if not name:
        problems["signer_name"] = gettext("Enter your full name.")
    if not title:
        problems["signer_title"] = gettext("Enter your job title or role.")
    for field, value in (("signer_name", name), ("signer_title", title), ("signer_phone", phone)):
        if wrong := unusable_line(value):
            problems[field] = wrong
    if phone and not re.fullmatch(r"[+0-9 ()./-]{5,40}(?:ext\.? ?\d{1,6})?", phone):
        problems["signer_phone"] = gettext("Enter a phone number, such as 020 7946 0000, or leave this empty.")
    email = ""
    try:
        email = checked(answer.signer_email)
    except Invalid as invalid:
        problems["signer_email"] = str(invalid)
    _refuse(problems)
    signature.signer_name, signature.signer_title, signature.signer_phone = name, title, phone
    signature.signer_email, signature.signer_email_key = email, match_key(email)
    signature.show_person = answer.show_person


def answer_authority(signature: Signature, answer: AuthorityAnswer) -> None:
    """Put the basis of authority into a started signature. Raises `Invalid`."""
    signature.authority, signature.authority_note = checked_basis(answer.authority, answer.authority_note)


def answer_authoriser(signature: Signature, answer: AuthoriserAnswer) -> None:
    """Put whom to ask into a signature. Raises `Invalid` (fields `authoriser_name`, `authoriser_email`)."""
    name = tidy(answer.name)
    problems = {} if name else {"authoriser_name": gettext("Enter the name of the person who can authorise it.")}
    if wrong := unusable_line(name):
        problems["authoriser_name"] = wrong
    email = ""
    try:
        email = checked(answer.email)
    except Invalid as invalid:
        problems["authoriser_email"] = str(invalid)
    if email and match_key(email) == signature.signer_email_key:
        problems["authoriser_email"] = gettext("This is the address of the signer. Somebody else has to authorise it.")
    _refuse(problems)
    signature.authoriser_name, signature.authoriser_title = name, ""
    signature.authoriser_email, signature.authoriser_email_key = email, match_key(email)


def ask_nobody(signature: Signature) -> None:
    """Take back who was named; the signer can sign after all."""
    signature.authoriser_name = signature.authoriser_email = signature.authoriser_email_key = ""


def checked_basis(authority: Authority | None, note: str) -> tuple[Authority, str]:
    """A basis of authority and when or by whom it was given. Raises `Invalid` (`authority`, `authority_note`)."""
    problems: dict[str, str] = {}
    note = tidy(note)
    if authority is None:
        raise Invalid({"authority": gettext("Say whether you can sign for the organisation.")})
    if authority in _DATED_OR_DELEGATED and not note:
        problems["authority_note"] = gettext(_DATED_OR_DELEGATED[authority])
    if wrong := _unusable(note):
        problems["authority_note"] = wrong
    _refuse(problems)
    return authority, note


#: What people agree to. It is stored as they read it.
_SIGNED_BY_ONE = gettext_noop(
    "I confirm that {names} supports “{title}” (version {version}) and that I am authorised to sign for it."
)
_SIGNED_BY_SEVERAL = gettext_noop(
    "I confirm that {names} support “{title}” (version {version}) and that I am authorised to sign for them."
)
_PREPARED = gettext_noop(
    "I have prepared the signature of {names} on “{title}” (version {version}) and ask {authoriser} to authorise it."
)
_AUTHORISED_FOR_ONE = gettext_noop(
    "I confirm that {names} supports “{title}” (version {version}), that I am authorised to say so for it, and that {signer}"
    " sent this signature for it."
)
_AUTHORISED_FOR_SEVERAL = gettext_noop(
    "I confirm that {names} support “{title}” (version {version}), that I am authorised to say so for them, and that"
    " {signer} sent this signature for them."
)


def attestation(names: str, title: str, version: int, *, several: bool = False) -> str:
    """The sentence that the signer agrees to and that is kept with the signature; `several` organisations sign jointly."""
    return gettext(_SIGNED_BY_SEVERAL if several else _SIGNED_BY_ONE, names=names, title=title, version=version)


def preparation(names: str, title: str, version: int, authoriser: str) -> str:
    """What a signer agrees to who cannot authorise it; `authoriser` is whom they ask."""
    return gettext(_PREPARED, names=names, title=title, version=version, authoriser=authoriser)


def agreed_sentence(signature: Signature | SignatureDetail, title: str, version: int) -> str:
    """What the signer agrees to with this signature: that they may sign, or that they ask somebody who may."""
    if signature.authority is None:
        return preparation(stands_for(signature), title, version, signature.authoriser_name)
    return attestation(stands_for(signature), title, version, several=bool(signature.joint_names))


def authorisation(names: str, title: str, version: int, signer: str, *, several: bool = False) -> str:
    """The sentence that the person agrees to who authorises what `signer` sent."""
    words = _AUTHORISED_FOR_SEVERAL if several else _AUTHORISED_FOR_ONE
    return gettext(words, names=names, title=title, version=version, signer=signer)


def complete(signature: Signature | SignatureDetail, *, two_people: bool = False) -> str | None:
    """The first page whose answer is still missing, or None when everything is there to check.

    `two_people` means that somebody beside the signer has to authorise it in any case.
    """
    if not signature.display_name:
        return "name"
    if not (signature.signer_name and signature.signer_title and signature.signer_email):
        return "signer"
    if not signature.authoriser_email:
        if signature.authority is None:
            return "authority"
        return "authoriser" if two_people else None
    # The signer may have changed their own address since.
    return "authoriser" if match_key(signature.authoriser_email) == match_key(signature.signer_email) else None


_DATED_OR_DELEGATED = {
    Authority.TRUSTEES_AGREED: gettext_noop("Enter when the trustees or the board agreed."),
    Authority.DELEGATED: gettext_noop("Enter who delegated this to you."),
}
_NO_ADDRESSES = gettext_noop("Leave web addresses out of this.")


def unusable_line(value: str) -> str | None:
    """Why this cannot stand where a person's name or title does, in a sentence, or None."""
    return _unusable(value) or (gettext(_NO_ADDRESSES) if holds_web_address(value) else None)


def _unusable(value: str) -> str | None:
    if len(value) > LONGEST:
        return gettext("Use {most} characters or fewer.", most=LONGEST)
    if re.search(r"https?://|www\.|=\?", value, re.IGNORECASE):
        return gettext(_NO_ADDRESSES)
    return gettext("Begin with a letter or a number.") if value.startswith(("=", "@")) else None


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid(problems)


AUTHORITY_WORDS: dict[Authority, str] = {
    Authority.CHIEF_EXECUTIVE: gettext_noop("as its chief executive or director"),
    Authority.TRUSTEES_AGREED: gettext_noop("because the trustees or the board agreed"),
    Authority.DELEGATED: gettext_noop("because this was delegated to them"),
}
#: Nobody there signed this letter; the person gave the authority for it beforehand.
BY_STANDING_AUTHORITY = gettext_noop("by standing authority")


class Authorised(Protocol):
    """What says on whose authority a signature stands."""

    @property
    def route(self) -> str: ...
    @property
    def authority(self) -> Authority | None: ...
    @property
    def authority_answered_at(self) -> datetime | None: ...
    @property
    def authoriser_basis(self) -> Authority | None: ...
    @property
    def authoriser_name(self) -> str: ...
    @property
    def authoriser_title(self) -> str: ...


def authority_told(signature: Authorised) -> str:
    """On what authority it stands, by one person's word or by two people's, in words for the organisation's others."""
    own = gettext(AUTHORITY_WORDS[signature.authority]) if signature.authority else ""
    if signature.route == Route.STANDING:
        return gettext(BY_STANDING_AUTHORITY)
    if signature.authority_answered_at is None or signature.authoriser_basis is None:
        return own
    basis = gettext(AUTHORITY_WORDS[signature.authoriser_basis])
    name, title = signature.authoriser_name, signature.authoriser_title
    if own:
        return gettext("{own}; authorised by {name} ({title}), {basis}", own=own, name=name, title=title, basis=basis)
    return gettext("authorised by {name} ({title}), {basis}", name=name, title=title, basis=basis)
