# `make run` and `make test` are all a newcomer needs; everything is made inside .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Hash-checked from our lock files, which are complete, so nothing is left to resolve: older pips take the newest release of a package
# that is asked for with an extra, and stop since it is not the locked one. What only exists as source is built with the locked
# setuptools, never a downloaded one.
PIP := -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps --no-build-isolation

.PHONY: help run install test system bench format lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run ## start Loa; without a configuration it plays the sample town
	@$(BIN)/loa run

install: $(VENV)/.run ## make the environment, for a service that is started by other means
	@$(BIN)/python -m compileall -q news crawler feeds scheduler

# The tests start hundreds of processes, each of which would compile all our modules where compiled ones are not kept.
test: $(VENV)/.dev system ## run everything: style, types, import rules, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 2

system: ## install what tests use of the system (requirements/system.txt), as root on Debian; `make test` does it too
	@.ci/system

bench: $(VENV)-bench/.made ## measure reading against its peers, in an environment of their own
	$(VENV)-bench/bin/python -m bench.reading

format: $(VENV)/.dev ## lay out the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Loa needs Python 3.11 or newer; say which with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/build.txt requirements/run.txt pyproject.toml
	@$(BIN)/python $(PIP) -r requirements/build.txt
	@$(BIN)/python $(PIP) -r requirements/run.txt
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(BIN)/python $(PIP) -r requirements/dev.txt
	@# flask-websub installs its own tests as a package called `tests`, which would hide ours.
	@rm -rf $(VENV)/lib/python3*/site-packages/tests
	@touch $@

$(VENV)-bench/.made: $(VENV)/.made requirements/build.txt requirements/bench.txt
	@$(PYTHON) -m venv $(VENV)-bench
	@$(VENV)-bench/bin/python $(PIP) -r requirements/build.txt
	@$(VENV)-bench/bin/python $(PIP) -r requirements/bench.txt
	@touch $@

# A peer of the bench asks for a cssselect older than the one our selectors need; it works with the newer one.
lock: ## write the lock files anew from pyproject.toml; needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" requirements/build.in -o requirements/build.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" --extra dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" --override requirements/bench-overrides.in --extra bench pyproject.toml -o requirements/bench.txt

clean: ## remove the environment and caches; data/ and public/ stay
	rm -rf $(VENV) $(VENV)-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
