"""What a signer keeps of a signature: the exact text with who agreed to it, on what authority, when and in which words."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import current
from campaigns.languages.moments import date_in_words, in_words
from campaigns.publication.building import version_content
from campaigns.publication.documents.signed import SignedCopy
from campaigns.signatures.access import Reply
from campaigns.signatures.models import Authority
from campaigns.signatures.pages.rows import as_read
from campaigns.signatures.queries import SignatureDetail
from campaigns.signatures.told_steps import STATE_WORDS
from campaigns.text.canonical import grouped

_AUTHORITY = {
    Authority.CHIEF_EXECUTIVE: gettext_noop("Chief executive or director"),
    Authority.TRUSTEES_AGREED: gettext_noop("The trustees or the board agreed"),
    Authority.DELEGATED: gettext_noop("It was delegated"),
}


async def signed_copy(session: AsyncSession, reply: Reply, public_url: str) -> SignedCopy:
    """The copy of a signature that was sent, in the reader's language. Nothing is written.

    Raises `NotFound` where none was sent.
    """
    signature = reply.signature
    if signature is None or signature.submitted_at is None:
        raise NotFound
    content = await version_content(session, signature.version_id, public_url, signature.submitted_at)
    reference = signature.reference(reply.letter.reference)
    return SignedCopy(
        content=content,
        locale=current().value,
        reference=reference,
        title=gettext("Signed copy: {title}", title=content.title),
        dateline=date_in_words(content.as_at, content.zone),
        heading=gettext("The signature"),
        facts=[
            *_facts(signature, reply, signature.submitted_at),
            (gettext("Version"), str(content.version)),
            (gettext("Fingerprint (SHA-256)"), grouped(content.sha256, len(content.sha256))),
        ],
        notes_heading=gettext("Notes to editors"),
        page_words=gettext("Page {page} of {pages}", page="{page}", pages="{pages}"),
        foot=[
            gettext("Signature {reference}, for the signer’s own records", reference=reference),
            gettext("Not a published edition"),
        ],
    )


def _facts(signature: SignatureDetail, reply: Reply, submitted_at: datetime) -> list[tuple[str, str]]:
    zone = reply.letter.zone
    rows = [
        (gettext("Reference"), signature.reference(reply.letter.reference)),
        (gettext("In the list"), as_read(signature)),
        (gettext("Signed by"), _person(signature.signer_name, signature.signer_title)),
        (gettext("On what authority"), _basis(signature.authority, signature.authority_note)),
        (gettext("Signed"), in_words(submitted_at, zone)),
        (gettext("The sentence agreed to"), signature.attested),
    ]
    if signature.authorised and signature.authority_answered_at is not None:
        rows += [
            (gettext("Authorised by"), _person(signature.authoriser_name, signature.authoriser_title)),
            (gettext("On what authority"), _basis(signature.authoriser_basis, signature.authoriser_note)),
            (gettext("Authorised"), in_words(signature.authority_answered_at, zone)),
            (gettext("The sentence agreed to"), signature.authoriser_attested),
        ]
    rows.append((gettext("Where it stands"), gettext(STATE_WORDS[signature.state])))
    return [(key, value) for key, value in rows if value]


def _person(name: str, title: str) -> str:
    return ", ".join(part for part in (name, title) if part)


def _basis(authority: Authority | None, note: str) -> str:
    if authority is None:
        return ""
    words = gettext(_AUTHORITY[authority])
    return f"{words}: {note}" if note else words
