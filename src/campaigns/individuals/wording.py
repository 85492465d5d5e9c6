"""The sentences that somebody who signs for themselves agrees to, and how their affiliation reads wherever it stands."""

FOR_IDENTIFICATION = "for identification only"


def identified(title: str, affiliation: str) -> str:
    """`Senior lecturer, University of Ellery (for identification only)`; empty where neither was given."""
    parts = ", ".join(part for part in (title, affiliation) if part)
    return f"{parts} ({FOR_IDENTIFICATION})" if parts else ""


def consent_sentence(title: str, affiliation: str) -> str:
    """What somebody says yes to before their name is published."""
    parts = ["my name", *(["my title"] if title else []), *(["my affiliation"] if affiliation else [])]
    named = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return (
        f"I agree that {named} {'is' if len(parts) == 1 else 'are'} published with this letter, for anybody to read,"
        " and I know that this shows what I support."
    )


def attestation(name: str, text_title: str, version: int, title: str, affiliation: str) -> str:
    """What somebody says by signing, in the first person."""
    own = f"I, {name}, sign “{text_title}”, version {version}, in a personal capacity."
    own += " I sign for myself and not for any organisation."
    if title or affiliation:
        beside = " and ".join(part for part in ("title" * bool(title), "affiliation" * bool(affiliation)) if part)
        own += f" My {beside} {'are' if title and affiliation else 'is'} given {FOR_IDENTIFICATION}."
    return own
