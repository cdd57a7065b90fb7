# Turna. `make help` lists what there is.
PYTHON ?= python3
PY := .venv/bin/python
SOURCES := benchmarks cms config courses credentials demo interop library people scripts search tests manage.py

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench lock messages base dev clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

base:
	@$(PYTHON) scripts/bootstrap.py requirements/base.txt

dev:
	@$(PYTHON) scripts/bootstrap.py requirements/dev.txt
	@$(PY) scripts/compile_messages.py

run: base  ## Set up, load the demonstration academy and serve it (PORT=8010 make run serves there)
	@$(PY) scripts/run.py

test: dev  ## Set up and run all tests (ARGS="tests/courses -k edition" for some; NO_SKIPS=1 allows none to be left out)
	@$(PY) -m pytest $(ARGS)

lint: dev  ## Set up and check style, types, templates, imports, migrations and translations
	$(PY) -m ruff format --check $(SOURCES)
	$(PY) -m ruff check $(SOURCES)
	$(PY) -m djlint --quiet --lint templates
	.venv/bin/lint-imports --config pyproject.toml
	DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py makemigrations --check --dry-run
	$(PY) scripts/check_messages.py
	$(PY) -m mypy

format: dev  ## Format the Python sources
	$(PY) -m ruff format $(SOURCES)
	$(PY) -m ruff check --fix $(SOURCES)

bench: dev  ## Set up and measure; one figure a line, as JSON
	@$(PY) -m benchmarks

messages: dev  ## Collect the strings to translate into locale/ (needs GNU gettext)
	$(PY) scripts/collect_messages.py

lock:  ## Resolve the dependencies of pyproject.toml into requirements/ (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements/base.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev pyproject.toml -o requirements/dev.txt

clean:  ## Remove the environment and all local data: database, media, caches
	rm -rf .venv var
