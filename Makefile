# Each target sets everything up by itself: Python 3.11+, pip and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run demo test check format lock bench-peers clean

help:  ## this page
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

$(STAMP): requirements.lock pyproject.toml
	@./tools/setup "$(PYTHON)" "$(VENV)" requirements.lock
	@touch $@

run: $(STAMP)  ## start the monitor on config/ (Ctrl-C stops it)
	@$(BIN)/news-monitor run

demo: $(STAMP)  ## watch a small newsroom on this machine: no network, no configuration
	@$(BIN)/news-monitor demo

test: $(STAMP)  ## format, lint, types, import layers, every test
	@./tools/check "$(BIN)"

check: test

format: $(STAMP)  ## put the code into shape
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock:  ## resolve the dependencies again (needs uv)
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --group test --extra scale --extra apprise --extra tracing pyproject.toml -o requirements.lock

bench-peers: $(STAMP)  ## the other extractors that bench/ compares with, in .venv-peers
	@$(BIN)/uv venv --quiet --allow-existing .venv-peers
	@$(BIN)/uv pip install --quiet --python .venv-peers/bin/python --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python .venv-peers/bin/python --no-deps --editable .
	@$(BIN)/uv pip install --quiet --python .venv-peers/bin/python --group peers

clean:  ## remove what set-up and tests made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
