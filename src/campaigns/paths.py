"""Where the files that are not Python lie: beside the package in a wheel, beside `src/` in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent.parent


def _directory(name: str) -> Path:
    for home in (PACKAGE, CHECKOUT):
        if (home / name).is_dir():
            return home / name
    raise FileNotFoundError(f"{name}/ is neither in {PACKAGE} nor in {CHECKOUT}")


TEMPLATES = _directory("templates")
MIGRATIONS = _directory("migrations")
STATIC = PACKAGE / "web" / "static"
