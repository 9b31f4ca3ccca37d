# Paths are relative on purpose: a checkout may live in a folder with spaces in its name.
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check
# The locks are complete, so nothing is resolved: an older pip would look for a newer release of `coverage[toml]`.
LOCKED := $(PIP) --require-hashes --no-deps -r
T ?= tests

.PHONY: help setup demo demo-reset test lint types check fix bench soak docs lock assets clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: .venv/run.stamp assets ## start the platform with the example mini drama
	@$(PY) -m localminis demo $(ARGS)

demo-reset: .venv/run.stamp ## forget the demo's state
	@$(PY) -m localminis demo --reset

test: .venv/dev.stamp assets ## set up what is missing, run all tests (T=path runs one, failing fast)
	@$(PY) tools/setup_system.py
	@$(PY) -m pytest $(T) $(if $(filter tests,$(T)),-n 2 -m "not slow",-x)

check: lint types test ## everything that must pass before a commit lands

setup: .venv/dev.stamp assets ## virtual environment, locked dependencies, browser assets

lint: .venv/dev.stamp ## format check, lint, import contracts
	@$(PY) -m ruff format --check --quiet . && $(PY) -m ruff check --quiet . && .venv/bin/lint-imports --no-logo

types: .venv/dev.stamp ## mypy, strict on src
	@$(PY) -m mypy --no-error-summary

fix: .venv/dev.stamp ## format and safe lint fixes
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

bench: .venv/dev.stamp assets ## the benchmarks; the printed table goes into benchmarks/README.md
	@$(PY) benchmarks/platform_speed.py

soak: .venv/dev.stamp assets ## the long tests
	@$(PY) -m pytest tests -m slow --timeout 3600

docs: .venv/dev.stamp assets ## regenerate the reference pages and the README's pictures
	@$(PY) tools/write_types.py && $(PY) tools/write_reference.py && $(PY) tools/take_pictures.py

assets: src/localminis/browser/vendor/.stamp

lock: .venv/dev.stamp ## lock the dependencies anew, without addresses
	@$(PIP) uv && $(PY) tools/lock.py

clean: ## remove everything that set-up made
	rm -rf .venv node_modules src/localminis/browser/vendor .localminis artifacts

.venv/bin/python:
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python 3.11+ with its venv module is needed (Debian: apt-get install python3-venv)."; exit 1; }

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing locked dependencies ..."
	@$(LOCKED) requirements.lock
	@$(PY) tools/link_source.py
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@echo "Installing locked development tools ..."
	@$(LOCKED) requirements-dev.lock
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

src/localminis/browser/vendor/.stamp: package-lock.json tools/fetch_assets.py | .venv/bin/python
	@$(PY) tools/fetch_assets.py
