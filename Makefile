# What people type: make run, make test, make lint, make lock. docs/development.md explains.
# PORT, HOST, MASHANG_DATA, MASHANG_BASE_URL and every other setting come from the environment or the command line.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run demo-password setup setup-dev browser-libraries browser-libraries-required system test test-sqlite test-postgres flaky drills bench soak booted bundle lint lock clean

run: demo-password setup
	@$(BIN)/mashang migrate
	@$(BIN)/mashang demo --if-empty
	@exec $(BIN)/mashang run

# Refused before minutes of set-up, not after them.
demo-password:
	@$(PYTHON) scripts/demo_password.py

setup: .venv/.setup-run browser-libraries

setup-dev: .venv/.setup-dev browser-libraries-required

# --- Python: a virtual environment with exactly the pinned packages ---------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '需要 Python 3.11 或更高版本。'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.setup-run: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.setup-dev: requirements-dev.txt .venv/.setup-run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# --- What a browser needs: from npm into static/vendor, which is not committed ---------------------------------------

browser-libraries:
	@sh scripts/browser-libraries.sh

browser-libraries-required:
	@sh scripts/browser-libraries.sh --required

# --- Tests ------------------------------------------------------------------------------------------------------------

system:
	@sh scripts/system-packages.sh

# In memory where the system has room: tests commit thousands of times, and a busy disk answers each one late.
TEST_FOLDER := $(shell sh scripts/test-folder.sh)

test: setup-dev system
	@$(MAKE) --no-print-directory lint
	@TMPDIR=$(TEST_FOLDER) $(BIN)/python -m scripts.suite sqlite postgres

test-sqlite: setup-dev
	@TMPDIR=$(TEST_FOLDER) $(BIN)/python -m scripts.suite sqlite

test-postgres: setup-dev
	@TMPDIR=$(TEST_FOLDER) $(BIN)/python -m scripts.suite postgres

# Tests many times beside two busy processes: make flaky N=20 ONLY=tests/browser/test_worker.py [DB=postgres]
N := 20
DB := sqlite
flaky: setup-dev
	@TMPDIR=$(TEST_FOLDER) $(BIN)/python -m scripts.flaky $(DB) $(N) $(ONLY)

# JSON lines of every figure, or of a part: make bench ONLY="receive pages"
bench: setup-dev
	@$(BIN)/python -m scripts.bench $(ONLY)

# A bad network, killed tabs, a killed server; ends with "lost 0, duplicated 0, inspections N, photos N".
soak: setup-dev system
	SOAK_VISITS=$${SOAK_VISITS:-1000} $(BIN)/python -m tests.soak

# docs/deployment.md, walked through in a Debian that systemd has booted; root, some minutes.
booted: setup-dev browser-libraries-required
	@sh scripts/booted.sh

# Two hundred kills, a hundred on each kind of database, instead of the suite's 25 on each, and the other drills; minutes.
drills: setup-dev
	MASHANG_KILLS=100 MASHANG_TEST_DB=sqlite $(BIN)/python -m pytest -q tests/upkeep/test_drills.py
	MASHANG_KILLS=100 MASHANG_TEST_DB=postgres $(BIN)/python -m pytest -q tests/upkeep/test_drills.py tests/upkeep/test_postgres_restart.py

lint: setup-dev
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check --no-cache .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_templates.py

# --- Pins -------------------------------------------------------------------------------------------------------------

lock: setup-dev
	$(BIN)/python scripts/lock.py
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

# One archive for machines without internet: build/mashang-….tar, with install.sh in it. For another Python: PYTHON=python3.13.
bundle: setup browser-libraries-required
	@$(BIN)/python scripts/bundle.py

clean:
	rm -rf .venv node_modules static/vendor
