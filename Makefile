# Two commands for a newcomer: `make demo` and `make test`. Everything else is for those who stay.
VENV ?= .venv
PYTHON ?= python3
DEMO ?= .demo
PORT ?= 8000
BIN = $(VENV)/bin
# A GitHub to test against, beside the environment's Python; HELPDESK_EMULATE names another place.
EMULATE = $(or $(HELPDESK_EMULATE),$(VENV)/share/emulate)

.PHONY: demo test emulator check conformance bench clean help

help:
	@echo "make demo         a living desk on http://127.0.0.1:$(PORT) (DEMO=DIR PORT=N to change)"
	@echo "make test         every test, in its own environment"
	@echo "make check        lint, types, layers, workflows"
	@echo "make conformance  the cases in the folder HELPDESK_CASES"
	@echo "make bench        timings beside their yardsticks"

$(VENV)/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[demo]'
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[call,chat,demo,gateway,dev]'
	touch $@

demo: $(VENV)/.run
	@exec $(BIN)/helpdesk demo --folder $(DEMO) --port $(PORT)

$(EMULATE)/node_modules/emulate/package.json:
	npm install --silent --no-audit --no-fund --prefix $(EMULATE) emulate@0.11.2

emulator: $(EMULATE)/node_modules/emulate/package.json

test: $(VENV)/.dev emulator
	$(BIN)/python -m pytest -n 2

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --pedantic .github/workflows tools/helpdesk/_data/starter/workflows/*.yml
	$(BIN)/helpdesk check
	$(BIN)/helpdesk test-rules

conformance: $(VENV)/.dev
	$(BIN)/python tests/conformance/run.py $(if $(VERBOSE),--verbose)

bench: $(VENV)/.dev
	$(BIN)/python tests/bench/run.py

clean:
	rm -rf $(VENV) .demo .bench public build dist
