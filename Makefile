# Isoline: `make run` serves it, `make test` tests it; both set up what they need.

VENV := .venv
BIN := $(VENV)/bin
# The first of these that is Python 3.11 or newer; another can be given as PYTHON=...
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null && \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo $$name && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types imports bench bench-slider bench-serving bench-soak costs coverage-of-skimage docs clean

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.develop  ## make .venv with everything, for work on Isoline

run: $(VENV)/.runtime  ## serve on http://127.0.0.1:8050 (flags: ARGS="--port 8060")
	@exec $(BIN)/python app.py $(ARGS)

test: $(VENV)/.develop  ## run all tests, those in a browser last (arguments: ARGS="-k threshold")
	@ISOLINE_CHROMIUM=$$(.ci/chromium) && export ISOLINE_CHROMIUM && status=0; \
	$(BIN)/python -m pytest -n 2 -m "not browser" $(ARGS) || test $$? = 5 || status=1; \
	$(BIN)/python -m pytest -n 2 --dist loadfile -m browser $(ARGS) || test $$? = 5 || status=1; exit $$status

check: lint types imports  ## lint, formatting, types, direction of imports

lint: $(VENV)/.develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.develop
	$(BIN)/mypy

imports: $(VENV)/.develop
	$(BIN)/lint-imports

bench: $(VENV)/.develop  ## run the benchmarks that have no command of their own below
	@set -e; for file in benchmarks/[a-z]*.py; do name=$${file#benchmarks/}; \
	echo "== $${name%.py}"; $(BIN)/python -m benchmarks.$${name%.py}; done

bench-slider: $(VENV)/.develop  ## time a slider's step beside other frameworks, about half an hour
	$(BIN)/python -m benchmarks.slider $(ARGS)

bench-serving: $(VENV)/.develop  ## time fifty browsers against one
	$(BIN)/python -m benchmarks.serving --painting 6 $(ARGS)

bench-soak: $(VENV)/.develop  ## watch the memory of server and page through ten minutes of dragging
	$(BIN)/python -m benchmarks.soak 10

costs: $(VENV)/.develop  ## measure what every algorithm costs and write it down, up to an hour
	$(BIN)/python -m benchmarks.catalogue --update $(ARGS)

coverage-of-skimage: $(VENV)/.develop  ## print which of scikit-image's functions the catalogue has
	$(BIN)/python -m docs.coverage

docs: $(VENV)/.develop  ## write the generated parts of the documentation anew
	$(BIN)/python -m docs.generate

clean:  ## remove the environment and all caches; data/ stays
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Isoline needs Python 3.11 or newer; install it, or name it:" \
		"make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual" \
		"environment; on Debian and Ubuntu install the package python3-venv" >&2; exit 1; }

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.develop: requirements-dev.txt $(VENV)/.runtime
	$(PIP) install --quiet --requirement requirements-dev.txt
	@touch $@
