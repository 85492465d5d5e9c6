"""Roles, held per coalition, and what each may do."""

from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop


class Role(StrEnum):
    SECRETARIAT = "secretariat"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    MEMBER_REPRESENTATIVE = "member_representative"


class Permission(StrEnum):
    READ_LETTERS = "read letters that are not published"
    DRAFT = "write and preview drafts"
    LOCK = "lock a version"
    MANAGE_ORGANISATIONS = "change organisations and contacts"
    INVITE = "invite organisations"
    SEE_RESPONSES = "see who signed, declined or has not answered"
    SEE_THEMES = "see why organisations decline, as far as they let the working group"
    REVIEW_SIGNATURES = "accept or reject signatures"
    CLOSE = "close and freeze the list"
    PUBLISH = "publish an edition"
    MANAGE_COALITION = "change the coalition's name, colour and logo"


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
