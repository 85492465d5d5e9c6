"""Whether a confirmed address says by itself that its holder belongs to the invited organisation."""

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.organisations.models import Organisation, SignOff
from campaigns.signatures.models import Signature
from campaigns.signatures.own_form import is_own_form
from campaigns.signatures.queries import SignatureDetail, live_signature_of
from campaigns.signatures.signing import invited_organisation, known_as


async def proved_by_address(session: AsyncSession, signature: Signature | SignatureDetail) -> Organisation | None:
    """The organisation that a signature is proved for once its address is confirmed; None where a person must look first.

    It came by that organisation's own invitation, for it alone and under its own name (on behalf of its members only where
    it is known to sign so), the address is at one of its recorded mail domains and with no provider that anybody may use,
    one person may sign for it, and it has not signed meanwhile.
    """
    if signature.joint_names or is_free_mail(signature.signer_email):
        return None
    organisation = await invited_organisation(session, signature)
    if organisation is None or organisation.sign_off is SignOff.TWO_PEOPLE:
        return None
    if signature.as_group and not organisation.signs_as_group:
        return None
    if domain_of(signature.signer_email) not in organisation.mail_domains.split():
        return None
    if not await is_own_form(session, signature.display_name, known_as(organisation)):
        return None
    taken = await live_signature_of(session, signature.letter_id, organisation.id)
    return organisation if taken is None else None
