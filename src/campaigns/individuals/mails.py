"""What the mails about a signature in a personal capacity say, written at the moment each is sent."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.individuals import notices
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.queries import reference_of
from campaigns.individuals.wording import identified
from campaigns.languages.moments import in_words
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.letters.texts import text_of
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.text.plain_letter import plain_words
from campaigns.text.view import letter_view
from campaigns.tokens import Purpose


async def check(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Ask the holder of a typed address to confirm it (E6b). Its templates show nothing that the signer typed.

    Not sent once nothing waits for it, nor to an address that was changed for another in the meantime.
    """
    mail = await about(session, message, composing)
    waits = mail is not None and mail.context["state"] == IndividualState.AWAITING_EMAIL
    return mail if waits and mail is not None and mail.context["to_signer"] else None


async def accepted(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the person that they are listed, with the way to withdraw (E5). Not sent once that is no longer so."""
    mail = await about(session, message, composing)
    return mail if mail is not None and mail.context["state"] == IndividualState.ACCEPTED else None


async def about(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell what became of it: rejected, removed or withdrawn (E8)."""
    found = await session.execute(
        select(IndividualSignature, Letter, Version, Coalition)
        .join(Letter, Letter.id == IndividualSignature.letter_id)
        .join(Version, Version.id == IndividualSignature.version_id)
        .join(Coalition, Coalition.id == IndividualSignature.coalition_id)
        .where(IndividualSignature.id == message.subject_id)
    )
    row = found.first()
    if row is None:
        return None
    signature, letter, version, coalition = row
    rotation = signature.rotation
    return letter_mail(
        coalition,
        letter,
        version,
        state=signature.state,
        to_signer=match_key(message.recipient_email) == signature.email_key,
        name=signature.name,
        identified=identified(signature.title, signature.affiliation),
        signature_reference=reference_of(letter.reference, signature.number),
        submitted=in_words(signature.submitted_at, letter.zone) if signature.submitted_at else "",
        attested=signature.attested,
        consent=signature.consent,
        review_note=signature.review_note,
        words=plain_words(text_of(version)),
        view=letter_view(text_of(version), title_level=2),
        link=composing.link(Purpose.INDIVIDUAL, signature.id, rotation, "/p/{token}"),
        check_link=composing.link(Purpose.INDIVIDUAL_CHECK, signature.id, rotation, "/q/{token}"),
        digits=composing.code(Purpose.INDIVIDUAL_CHECK, signature.id, rotation),
        desk=composing.address(f"/secretariat/{coalition.slug}/letters/{letter.reference}/edition"),
    )


COMPOSERS: dict[str, Composer] = {
    notices.CHECK: check,
    notices.ACCEPTED: accepted,
    notices.REJECTED: about,
    notices.REMOVED: about,
    notices.WITHDRAWN: about,
    notices.LEFT: about,
}
