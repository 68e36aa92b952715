# Everything below makes its own virtual environment from nothing but Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed-

# Some machines are told to keep no compiled modules: each of many processes would compile them all.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test system artifacts thorough unit layers clients explore docs mutation crash fuzz bench profile attacks check format clean

run: $(INSTALLED)server ## start the demo: sample orders, a key, and what to paste
	@$(BIN)/seller-orders demo

# These tests read the wheel and /openapi.json with tools of others, and run what the documentation shows.
ARTIFACTS := tests/artifacts tests/clients tests/documentation tests/integration/fuzz

# These tests kill, starve, attack, migrate, watch and update whole installations, or go through every state.
SYSTEM := tests/exhaustive $(addprefix tests/integration/,crash layers limits metrics migrations otel relay releases stack)

# These take long for what they find: outages, hostile texts, the demo, files of many orders, plans of large tables, whole
# contracts once more in a host, and changed copies of the package.
SYSTEM += $(addprefix tests/integration/,carriers/test_bookings.py carriers/test_killed_while_booking.py \
	cli/test_compressed_import.py cli/test_demo.py cli/test_past_orders.py embedding/test_host_transaction_contracts.py \
	notifications/test_mail_injection.py notifications/test_recorded_figures.py notifications/test_senders_away.py \
	remote/test_services.py sql/test_outbox_plans.py sql/test_plans_of_many_orders.py webhook/test_failing_message.py \
	webhook/test_receiver_away.py)
SYSTEM += tests/mutation/test_trials.py tests/unit/test_added_fields.py

PYTEST := $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder

# Three processes keep two cores busy. Tests of installations wait more.
test: $(INSTALLED)dev ## test the code, on real databases and processes
	$(PYTEST) -n 3 $(patsubst %,--ignore=%,$(ARTIFACTS) $(SYSTEM))

system: $(INSTALLED)dev ## test whole installations: killed, starved, attacked, watched, updated, in layers; and every state of small orders
	$(PYTEST) -n 4 $(SYSTEM)
	OTHER_SERVERS=1 $(PYTEST) -n 4 tests/integration/http

artifacts: $(INSTALLED)dev clients ## test the wheel, what the documentation shows, and the API description with tools of others
	CLIENTS_REQUIRED=1 $(BIN)/python -m pytest -n 2 --dist loadfile $(ARTIFACTS)

thorough: $(INSTALLED)dev ## test the code in every size and on every topology
	EVERY_SIZE=1 EVERY_TOPOLOGY=1 $(PYTEST) -n 4 $(ARTIFACTS:%=--ignore=%)

unit: $(INSTALLED)dev ## run the tests that need no process and no database
	$(BIN)/python -m pytest tests/unit

layers: $(INSTALLED)dev ## run every test of the HTTP API, also on three processes, a layer each
	EVERY_TOPOLOGY=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder tests/integration/http tests/integration/layers

CLIENT_TOOLS := tests/clients/node_modules/.package-lock.json
clients: $(CLIENT_TOOLS) ## install the npm tools that read the API description in tests/clients

explore: $(INSTALLED)dev ## try every operation in every state of orders of up to two lines of three units, and ten runs of busy relays
	EVERY_SIZE=1 $(BIN)/python -m pytest -n 2 tests/exhaustive tests/integration/relay/test_relays_under_load.py --durations=5

docs: $(INSTALLED)docs ## build the documentation into build/docs, a warning being an error
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

mutation: $(INSTALLED)mutation ## change the domain in every small way, and see that a test fails
	$(BIN)/python -m tests.mutation

KILLS ?= 100
crash: $(INSTALLED)dev ## kill KILLS processes of each stack under load, and go through the accounts
	$(BIN)/python -m tests.integration.crash $(KILLS)

CASES ?= 50000
fuzz: $(INSTALLED)dev ## send CASES made-up requests on each database, and sum up the answers
	$(BIN)/python -m tests.integration.fuzz $(CASES)

SIZE ?= 100000
bench: $(INSTALLED)bench ## measure SIZE orders next to hand-written SQL
	$(BIN)/python -m bench $(SIZE)
	$(BIN)/python -m bench.report

profile: $(INSTALLED)bench ## profile requests by layer
	$(BIN)/python -m bench.profiling
	$(BIN)/python -m bench.report

SECONDS ?= 20
attacks: $(INSTALLED)dev ## measure callers for SECONDS during each attack of others without a credential
	$(BIN)/python -m bench.attacks $(SECONDS)

check: $(INSTALLED)dev ## lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)dev ## put the code in its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## forget the virtual environment and what the tools left
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(CLIENT_TOOLS): tests/clients/package-lock.json
	@command -v npm > /dev/null || { echo "npm is missing: install Node.js 20 or later"; exit 1; }
	cd tests/clients && npm ci --silent
	@touch $@

# Which releases are installed is in constraints.txt, so that every machine has the same.
$(INSTALLED)%: setup.cfg pyproject.toml constraints.txt
	@echo "Installing into $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; say PYTHON=... to choose one") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$*]'
	@touch $@
