# make run · make test · make check · make docs · make bench · make lock. Needs git and Python 3.11 or newer with venv.
.DEFAULT_GOAL := run
.PHONY: run test check drift docs bench lock need
.NOTPARALLEL:

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-compile
DATA := $(or $(DATA_DIR),var)
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

run: export DEMO := 1
run: .venv/run.stamp
	@echo "Preparing the database in $(DATA)/ ..."
	@$(BIN)/reuse migrate --verbosity 0
	@if [ ! -e "$(DATA)/demo.txt" ]; then \
		if $(BIN)/reuse help demo >/dev/null 2>&1; then \
			echo "Loading the demo, once ..." && $(BIN)/reuse demo > "$(DATA)/demo.draft" && mv "$(DATA)/demo.draft" "$(DATA)/demo.txt"; \
		else echo "There is no demo in this version: the database starts empty."; fi; fi
	@if [ -e "$(DATA)/demo.txt" ]; then cat "$(DATA)/demo.txt"; fi
	@exec $(BIN)/reuse serve

test: .venv/dev.stamp
	@$(BIN)/python -m tests.run

# Types take one processor for a minute: the other looks for drift meanwhile.
check: .venv/dev.stamp
	@rm -rf build/check && mkdir -p build/check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(BIN)/mypy > build/check/types.txt 2>&1 & types=$$!; \
		$(MAKE) --no-print-directory drift; drift=$$?; \
		wait $$types; types=$$?; cat build/check/types.txt; [ $$drift = 0 ] && [ $$types = 0 ]
	@$(MAKE) --no-print-directory test

drift: .venv/dev.stamp
	$(BIN)/lint-imports
	DATA_DIR=build/check PUBLIC_URL=https://reuse.example $(BIN)/reuse check --deploy --fail-level WARNING
	DATA_DIR=build/check $(BIN)/reuse makemigrations --check --dry-run
	DATA_DIR=build/check $(BIN)/reuse states --check
	DATA_DIR=build/check $(BIN)/reuse access --check
	DATA_DIR=build/check $(SCHEMA) build/check/openapi.yaml
	diff -u docs/openapi.yaml build/check/openapi.yaml

# What is generated from the code and kept in docs/; `make check` fails when it is out of date.
SCHEMA = $(BIN)/reuse spectacular --lang en --validate --fail-on-warn --file
docs: .venv/run.stamp
	$(BIN)/reuse states
	$(BIN)/reuse access
	$(SCHEMA) docs/openapi.yaml

bench: .venv/dev.stamp
	@$(BIN)/python -m benchmarks

LOCK = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: .venv/dev.stamp
	$(LOCK) --output-file=requirements/run.txt requirements/run.in
	$(LOCK) --output-file=requirements/dev.txt requirements/dev.in

need:
	@command -v git >/dev/null || { echo "Reuse needs git: please install it." >&2; exit 1; }
	@[ -n "$(PYTHON)" ] || { echo "Reuse needs Python 3.11 or newer: please install it." >&2; exit 1; }

$(BIN)/python: | need
	@echo "Making the virtual environment .venv ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Reuse needs Python's venv: on Debian and Ubuntu, apt-get install python3-venv." >&2; exit 1; }

# The command needs no build: it runs the checkout.
.venv/run.stamp: requirements/run.txt | $(BIN)/python
	@echo "Installing what requirements/run.txt pins ..."
	@$(PIP) -r requirements/run.txt
	@printf '#!/bin/sh\nexec "%s/python" "%s/manage.py" "$$@"\n' "$(CURDIR)/$(BIN)" "$(CURDIR)" > $(BIN)/reuse
	@chmod +x $(BIN)/reuse
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@echo "Installing what requirements/dev.txt pins ..."
	@$(PIP) -r requirements/dev.txt
	@touch $@
