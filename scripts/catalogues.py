"""Keeps the catalogues in `src/campaigns/languages/` in step with the sources.

    .venv/bin/python scripts/catalogues.py update                        # rewrite them all; what was translated stays
    .venv/bin/python scripts/catalogues.py update PATH… --into my_part   # only what these files say, into one catalogue
    .venv/bin/python scripts/catalogues.py check [PATH…]                 # what is not translated, and what is not marked

A PATH is a file or a folder. `check` ends with 1 where it found something.
"""

import argparse
import sys
from pathlib import Path

from campaigns.languages.catalogues import FOLDER
from campaigns.languages.locales import Locale
from translating.catalogues import faults, known, read, write
from translating.sources import ROOT, messages_by_feature, messages_of, sources
from translating.unmarked import unmarked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("update", "check"))
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--into", default="")
    asked = parser.parse_args()
    wanted = [path.resolve().relative_to(ROOT) for path in asked.paths]
    chosen = [path for path in sources() if not wanted or any(path.is_relative_to(one) for one in wanted)]
    return _update(chosen, asked.into) if asked.what == "update" else _check(chosen)


def _update(chosen: list[Path], into: str) -> int:
    found = messages_by_feature(chosen)
    if into:
        found = {into: {message: at for messages in found.values() for message, at in messages.items()}}
    for locale in Locale:
        if locale is Locale.ENGLISH:
            continue
        translated = known(locale)
        if not into:
            for path in (FOLDER / locale.value).glob("*.po"):
                path.unlink()
        for feature, messages in sorted(found.items()):
            write(locale, feature, messages, translated)
            missing = sum(message not in translated for message in messages)
            _say(f"{locale} {feature}: {len(messages)} messages, {missing} without a translation")
    return 0


def _check(chosen: list[Path]) -> int:
    wrong = 0
    said = {message for path in chosen for message, _ in messages_of(path)}
    ids = {message if isinstance(message, str) else message[0] for message in said}
    for locale in Locale:
        if locale is Locale.ENGLISH:
            continue
        have = set()
        for path in sorted((FOLDER / locale.value).glob("*.po")):
            for entry in read(path):
                key = entry.id if isinstance(entry.id, str) else entry.id[0]
                have.add(key)
                for fault in faults(entry) if key in ids else ():
                    wrong += 1
                    _say(f"{path.name}: {key!r}: {fault}")
        for key in sorted(ids - have):
            wrong += 1
            _say(f"{locale}: {key!r} is in no catalogue; run update")
    for path in chosen:
        if path.suffix != ".py":
            for line, words in unmarked(path):
                wrong += 1
                _say(f"{path}:{line}: {words}")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
