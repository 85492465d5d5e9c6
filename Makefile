# Two words are enough: `make demo` and `make test`. Both do all the set-up there is; a second time it costs nothing.

PYTHON ?= python3
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

IN := .venv/bin/python -m
LOCK := $(IN) uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	--no-annotate --no-header
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' | sed 's/ /\\ /g')

.PHONY: help demo test lint format bench lock again
.DELETE_ON_ERROR:

help:
	@echo 'make demo      set everything up and run the whole service on this machine; Ctrl-C stops it'
	@echo '               FRESH=1 starts over, PORT=8080 asks for another port'
	@echo 'make test      set everything up and run every test; ARGS="tests/letters -x" runs some of them'
	@echo 'make lint      check style, types and which part may import which'
	@echo 'make format    put the code into the one style'
	@echo 'make bench     measure how fast the service is'
	@echo 'make lock      choose the newest versions of all dependencies and write them to requirements/'

demo: .venv/ready
	@exec $(IN) campaigns demo $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT))

test: .venv/ready
	@$(IN) pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

lint: .venv/ready
	$(IN) ruff check
	$(IN) ruff format --check
	$(IN) mypy
	.venv/bin/lint-imports

format: .venv/ready
	$(IN) ruff check --fix-only --quiet
	$(IN) ruff format

bench: .venv/ready
	@.venv/bin/python scripts/bench.py $(ARGS)

lock: .venv/ready
	$(LOCK) pyproject.toml --extra mailbox -o requirements/production.txt
	$(LOCK) --group build -o requirements/build.txt
	$(LOCK) pyproject.toml --extra demo --group test -c requirements/production.txt -c requirements/build.txt -o requirements/development.txt

# The files in .venv say what has been done: an environment of the right Python in this place, the locked packages in it,
# and this checkout with its browser assets.
.venv/ready: .venv/packages pyproject.toml hatch_build.py $(FRONTEND)
	@.venv/bin/python hatch_build.py
	@$(IN) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/packages: .venv/place requirements/development.txt
	@echo 'Installing the locked packages (about 300 MB to fetch, once)'
	@$(IN) pip install --require-hashes --only-binary :all: -r requirements/development.txt
	@touch $@

# A copied or moved checkout, or a Python that is gone, begins again.
.venv/place: again
	@if [ "$$(cat $@ 2>/dev/null)" != "$(CURDIR)" ] || ! .venv/bin/python -c '' 2>/dev/null; then \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
			echo "This needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) -V 2>&1 || true): try make PYTHON=python3.12 (or wherever a newer one is)." >&2; \
			exit 1; }; \
		echo "Making .venv with $$($(PYTHON) -V)"; \
		$(PYTHON) -m venv --clear .venv && printf %s "$(CURDIR)" > $@; \
	fi
