"""Which column holds what, from its heading: in English or Welsh, however it is written."""

import re
import unicodedata
from collections.abc import Sequence

import msgspec

#: The fields of `campaigns.organisations.imports.table.Line`, with the headings people give them, bare of all but letters.
_HEADINGS = {
    "organisation": "organisation organization organisationname organizationname nameoforganisation nameoforganization"
    " displayname charityname membername memberorganisation groupname signatory"
    " sefydliad enwsefydliad enwrsefydliad enwysefydliad mudiad enwmudiad enwrmudiad",
    "acronym": "acronym abbreviation initials shortname byrfodd talfyriad llythrennau",
    "sort_name": "sortname sortas sort sortkey fileas filedas fileunder filingname trefnufel enwtrefnu",
    "contact_name": "contact contactname nameofcontact contactperson fullname cyswllt enwcyswllt enwrcyswllt enwycyswllt",
    "role_title": "role roletitle contactrole contactroletitle jobtitle contactjobtitle title position rol swydd teitlswydd"
    " rolcyswllt rolycyswllt",
    "email": "email emailaddress contactemail contactemailaddress emailcontact mail mailaddress"
    " ebost cyfeiriadebost ebostcyswllt ebostycyswllt",
    "gets_invitations": "getsinvitations caelgwahoddiadau",
    "gets_notices": "getsnotices caelhysbysiadau",
    "legal_name": "legalname registeredname officialname enwcyfreithiol enwcofrestredig",
    "former_names": "formername formernames previousname previousnames oldname oldnames enwblaenorol enwaublaenorol",
    "aliases": "alias aliases alsoknownas othername othernames tradingname tradingas enwarall enwaueraill",
    "charity_number": "charitynumber charityno registeredcharitynumber charitycommissionnumber gbchc rhifelusen",
    "scottish_charity_number": "scottishcharitynumber scottishcharityno gbsc",
    "northern_irish_charity_number": "northernirelandcharitynumber gbnic",
    "company_number": "companynumber companyno companieshousenumber gbcoh rhifcwmni",
    "website": "website webaddress websiteaddress gwefan",
    "mail_domains": "maildomains maildomain ownmaildomains emaildomains emaildomain parthaupost",
    "boilerplate": "boilerplate standarddescription disgrifiadsafonol",
    "locality": "locality lleoliad",
    "language": "language iaith",
    "branch_of": "branchof parentorganisation parent cangeno",
    "categories": "category categories categori categoriau",
    "interests": "interest interests interestarea interestareas issuearea issueareas diddordeb diddordebau",
    "relation": "relation relationship perthynas",
    "member_from": "memberfrom membersince aeloders",
    "member_until": "memberuntil memberto aelodhyd",
    "lead_partner": "leadpartner partnerarweiniol",
    "infrastructure": "infrastructurebody infrastructureorganisation corffseilwaith",
    "for_members": "signsforitsmembers signsonbehalfofmembers signsasagroup llofnodiarranaelodau",
    "two_people": "twopeopleagree twopeoplesign dauoboblyncytuno",
}
_FIELD_OF = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split()}

#: Headings that may mean this or that: they get the first of their fields that no clearer heading has taken.
_DOUBTFUL = {
    **dict.fromkeys(("name", "enw"), ("organisation", "contact_name")),
    **dict.fromkeys(("charity", "member", "group", "elusen", "aelod"), ("organisation",)),
    **dict.fromkeys(("person",), ("contact_name",)),
}


class Headings(msgspec.Struct, frozen=True):
    """Where each known field is, as column numbers from 0, and the headings that were not understood."""

    columns: dict[str, int]
    unused: list[str]
    width: int


def read_headings(cells: Sequence[str]) -> Headings | None:
    """The headings in a row, or None where the row has none for the organisation's name."""
    columns: dict[str, int] = {}
    unused: dict[int, str] = {}
    for sure in (True, False):
        for number, cell in enumerate(cells):
            bare = _bare(cell)
            if (bare not in _DOUBTFUL) is sure and bare:
                wanted = (_FIELD_OF.get(bare),) if sure else _DOUBTFUL[bare]
                free = next((field for field in wanted if field and field not in columns), None)
                if free:
                    columns[free] = number
                else:
                    unused[number] = " ".join(cell.split())[:60]
    if "organisation" not in columns:
        return None
    width = max((number for number, cell in enumerate(cells) if cell.strip()), default=-1) + 1
    return Headings(columns, [unused[number] for number in sorted(unused)], width)


def _bare(heading: str) -> str:
    spelt = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)|\[[^\]]*\]", "", heading[:200])).casefold()
    return "".join(character for character in spelt if character.isalpha())
