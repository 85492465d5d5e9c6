"""The sentences that somebody who signs for themselves agrees to, and how their affiliation reads wherever it stands."""

from campaigns.languages.catalogues import gettext

#: As editions have it, which are in English.
FOR_IDENTIFICATION = "for identification only"


def identified(title: str, affiliation: str) -> str:
    """`Senior lecturer, University of Ellery (for identification only)`; empty where neither was given."""
    parts = ", ".join(part for part in (title, affiliation) if part)
    return gettext("{given} (for identification only)", given=parts) if parts else ""


def consent_sentence(title: str, affiliation: str) -> str:
    """What somebody says yes to before their name is published, in the language in which they read it."""
    match bool(title), bool(affiliation):
        case True, True:
            return gettext(
                "I agree that my name, my title and my affiliation are published with this letter, for anybody to read,"
                " and I know that this shows what I support."
            )
        case True, False:
            return gettext(
                "I agree that my name and my title are published with this letter, for anybody to read,"
                " and I know that this shows what I support."
            )
        case False, True:
            return gettext(
                "I agree that my name and my affiliation are published with this letter, for anybody to read,"
                " and I know that this shows what I support."
            )
    return gettext(
        "I agree that my name is published with this letter, for anybody to read, and I know that this shows what I support."
    )


def attestation(name: str, text_title: str, version: int, title: str, affiliation: str) -> str:
    """What somebody says by signing, in the first person and in the language in which they read it."""
    own = gettext(
        "I, {name}, sign “{title}”, version {version}, in a personal capacity."
        " I sign for myself and not for any organisation.",
        name=name,
        title=text_title,
        version=version,
    )
    match bool(title), bool(affiliation):
        case True, True:
            beside = gettext("My title and affiliation are given for identification only.")
        case True, False:
            beside = gettext("My title is given for identification only.")
        case False, True:
            beside = gettext("My affiliation is given for identification only.")
        case _:
            beside = ""
    return f"{own} {beside}" if beside else own
