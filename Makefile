# Two commands: `make run` and `make test`. `make help` lists the rest.

PORT ?= 8000
PYTHON ?= python3
# Arguments for pytest, e.g. make test ARGS="tests/domain -x"
ARGS ?=
WORKERS ?= auto

VENV := .venv
BIN := $(VENV)/bin
# Written last, so that an interrupted step is done again; `make` compares the times.
VENV_STAMP := $(VENV)/.created
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

# Compiled modules make the second start quick.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# An environment whose Python has gone is made anew.
ifeq ($(wildcard $(BIN)/python),)
$(shell rm -f $(VENV_STAMP))
endif

.DEFAULT_GOAL := help
.PHONY: help run test lint format types bench clean browser

help: ## List the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(RUN_STAMP) ## Start Decider on this machine with demo data (PORT=8000, DEBUG=1 to develop)
	@DECIDER_LOCAL=1 $(BIN)/python manage.py start_local --port $(PORT)

test: $(DEV_STAMP) browser ## Run every test, browser journeys included (ARGS="tests/domain -x", WORKERS=2)
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

browser: $(DEV_STAMP)
	@$(BIN)/python -m tests.browser

lint: $(DEV_STAMP) ## Check style, types, settings and migrations
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(MAKE) --no-print-directory types
	@env -u DECIDER_LOCAL -u DEBUG DATABASE_URL=sqlite://:memory: \
		$(BIN)/python manage.py makemigrations --check --dry-run
	@env -u DECIDER_LOCAL -u DEBUG SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		ALLOWED_HOSTS=decider.example.com DATABASE_URL=sqlite://:memory: \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

types: $(DEV_STAMP)
	@$(BIN)/python -m mypy

format: $(DEV_STAMP) ## Put the code into its one format
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python -m ruff format .

bench: $(DEV_STAMP) ## Time pages beside bare Django, arithmetic beside numpy, logs beside the bare engine
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_figures
	@$(BIN)/python -m tests.bench_evidence

clean: ## Remove the virtual environment and caches; the database under var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './node_modules/*' -prune -exec rm -rf {} +

$(VENV_STAMP):
	@command -v $(PYTHON) >/dev/null || { \
		echo "Decider needs Python 3.11 or newer, and '$(PYTHON)' was not found. Name another one: make run PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Decider needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another one: make run PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing. Install it first, on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Creating $(VENV) …"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "The virtual environment could not be created. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(RUN_STAMP): requirements.txt | $(VENV_STAMP)
	@echo "Installing what Decider needs (once) …"
	@$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt requirements-tokens.txt requirements-warehouse.txt requirements.txt | $(VENV_STAMP)
	@echo "Installing what the tests need (once) …"
	@$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $(RUN_STAMP) $@
