"""Roles, held per coalition, and what each may do."""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop


class Role(StrEnum):
    SECRETARIAT = "secretariat"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    MEMBER_REPRESENTATIVE = "member_representative"


#: Each value ends a sentence: "Your role does not let you …".
class Permission(StrEnum):
    READ_LETTERS = gettext_noop("read letters that are not published")
    DRAFT = gettext_noop("write and preview drafts")
    LOCK = gettext_noop("lock a version")
    MANAGE_ORGANISATIONS = gettext_noop("change organisations and contacts")
    INVITE = gettext_noop("invite organisations")
    SEE_RESPONSES = gettext_noop("see who signed, declined or has not answered")
    SEE_THEMES = gettext_noop("see why organisations decline, as far as they let the working group")
    REVIEW_SIGNATURES = gettext_noop("accept or reject signatures")
    CLOSE = gettext_noop("close and freeze the list")
    PUBLISH = gettext_noop("publish an edition")
    MANAGE_COALITION = gettext_noop("change the coalition's name, colour and logo")


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SECRETARIAT: frozenset(Permission),
    Role.DRAFTER: frozenset({Permission.READ_LETTERS, Permission.DRAFT}),
    Role.REVIEWER: frozenset({Permission.READ_LETTERS, Permission.SEE_THEMES}),
    Role.MEMBER_REPRESENTATIVE: frozenset(),
}

WORDS: dict[Role, str] = {
    Role.SECRETARIAT: gettext_noop("Secretariat"),
    Role.DRAFTER: gettext_noop("Drafter"),
    Role.REVIEWER: gettext_noop("Reviewer"),
    Role.MEMBER_REPRESENTATIVE: gettext_noop("Member representative"),
}
