# Two commands for a newcomer: `make demo` and `make test`. Both set everything up first; a second run is fast.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than there are cores: many tests wait, for a limit to pass or for git.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: help setup demo test test-services lint format bench docs clean

help:
	@echo "make demo           the main job on a scratch repository (REPO=path: on a throw-away clone of yours)"
	@echo "make test           all tests"
	@echo "make test-services  the tests that need real services; gets what it can, and names what it cannot"
	@echo "make lint           format, lint, types, floors, package list"
	@echo "make bench          ratios against git and the peers, measured side by side"
	@echo "make docs           regenerate the generated pages, the man page and the README transcript"

$(VENV)/.installed: pyproject.toml setup.cfg constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "gitfix needs Python 3.11 or newer: make PYTHON=python3.11 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/.services: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,services]'
	@touch $@

setup: $(VENV)/.installed

demo: setup
	@$(BIN)/gitfix demo $(if $(REPO),--from-repo "$(REPO)")

test: setup
	$(BIN)/python -m pytest -n $(JOBS) -m "not service"

test-services: $(VENV)/.services
	$(BIN)/python -m tests.services.provision
	$(BIN)/python -m pytest -m service tests/services

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.packages

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	$(BIN)/python -m benchmarks

docs: setup
	$(BIN)/python -m docs.generate

clean:
	rm -rf $(VENV) .bench .services build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
