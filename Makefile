# DiscoverDaily: `make help` says what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes
PYTEST := $(BIN)/python -m pytest --quiet -r fE --numprocesses logical --maxprocesses 8
export NOTES := $(CURDIR)/.venv/notes
unexport PYTHONDONTWRITEBYTECODE # images of Python set it; the tests start our programs again and again

STAGES := format lint templates arrows types migrations deploy audit test-sqlite test-postgresql test-browser

.PHONY: help
help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: .venv/run ## everything on this machine, with a local Spotify unless SPOTIFY_CLIENT_ID is set; Ctrl-C ends it
	@exec $(BIN)/python manage.py run

.PHONY: test
test: .venv/dev ## every check below, quick ones first; the first that fails ends it
	@rm -f $(NOTES)
	@for stage in $(STAGES); do \
		printf '\n== %s\n' $$stage; \
		$(MAKE) --no-print-directory $$stage || { printf '\nFAILED: make %s\n' $$stage; exit 1; }; \
	done
	@printf '\n'; if [ -s $(NOTES) ]; then sed 's/^/Not tried: /' $(NOTES); fi
	@echo 'All checks passed.'

.PHONY: format
format: .venv/dev ## is the code laid out as ruff lays it out?
	@$(BIN)/ruff format --check --quiet . || { echo 'Run: make tidy'; exit 1; }

.PHONY: lint
lint: .venv/dev ## does ruff find anything?
	@$(BIN)/ruff check --quiet .

.PHONY: templates
templates: .venv/dev ## are the templates laid out as djade lays them out?
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2 \
		|| { echo 'Run: make tidy'; exit 1; }

.PHONY: arrows
arrows: .venv/dev ## do imports follow the arrows?
	@$(BIN)/lint-imports --no-logo

.PHONY: types
types: .venv/dev ## do the types hold?
	@$(BIN)/mypy .

.PHONY: migrations
migrations: .venv/dev ## does every model's change have its migration?
	@DATA_DIR=$$(mktemp -d) && export DATA_DIR && $(BIN)/python manage.py makemigrations --check --dry-run; \
		status=$$?; rm -rf "$$DATA_DIR"; exit $$status

.PHONY: deploy
deploy: .venv/dev ## does Django find the settings fit for an instance?
	@DATA_DIR=$$(mktemp -d) && export DATA_DIR && SITE_URL=https://discoverdaily.example \
		$(BIN)/python manage.py check --deploy --fail-level WARNING; \
		status=$$?; rm -rf "$$DATA_DIR"; exit $$status

.PHONY: audit
audit: .venv/dev ## is a known weakness in what we install? (only where the list of them can be reached)
	@$(BIN)/python requirements/audit.py

.PHONY: test-sqlite
test-sqlite: .venv/dev ## the tests, on what a laptop runs on: SQLite, broker in the file system
	@$(PYTEST) -m 'not browser'

.PHONY: test-postgresql
test-postgresql: .venv/dev ## the tests, on what an instance runs on: PostgreSQL (DATABASE_URL), Redis (REDIS_URL)
	@$(PYTEST) -m 'not browser' --on postgresql --ignore tests/sandbox --ignore tests/test_run.py

.PHONY: test-browser
test-browser: .venv/dev ## the tests that drive a real Chromium (CHROMIUM names another)
	@$(PYTEST) -m browser

.PHONY: tidy
tidy: .venv/dev ## lays out code and templates
	@$(BIN)/ruff check --quiet --fix-only . ; $(BIN)/ruff format .
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 || true

.PHONY: requirements
requirements: ## compiles requirements/*.in to pinned *.txt with hashes (needs uv)
	@cd requirements && for name in base sandbox dev; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			$$name.in -o $$name.txt || exit 1; done

.PHONY: clean
clean: ## forgets .venv; what people did stays in var/
	@rm -rf .venv

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'DiscoverDaily needs Python 3.11, 3.12 or 3.13, and none is on the path.'; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "$(PYTHON) could not make .venv (see above)."; exit 1; }

.venv/run: requirements/base.txt requirements/sandbox.txt | .venv/bin/python
	@echo 'Installing what DiscoverDaily needs into .venv (once; a minute or so) ...'
	@$(PIP) -r requirements/base.txt -r requirements/sandbox.txt
	@touch $@

.venv/dev: requirements/dev.txt | .venv/bin/python
	@echo 'Installing what the checks need into .venv (once; a few minutes) ...'
	@$(PIP) -r requirements/dev.txt
	@touch $@
