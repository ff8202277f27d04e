# demo: the main job. test: everything a change must pass. Both install what they need.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test check accept render bench lint clean

# What we test against is pinned in requirements/tested.txt; PIP_ARGS may add options of yours.
$(VENV)/.runtime: pyproject.toml requirements/tested.txt
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "dipgraph needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/tested.txt -e . $(PIP_ARGS)
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/tested.txt -e '.[dev]' $(PIP_ARGS)
	@touch $@

demo: $(VENV)/.runtime
	@$(BIN)/python -m dipgraph compile
	@echo && echo '# What the graph holds' && $(BIN)/dipgraph stats
	@echo && echo '# Is it sound?' && $(BIN)/dipgraph check
	@echo && echo '# What was signed with Uzbekistan?' && $(BIN)/dipgraph query run agreements-by-partner --partner UZB
	@echo && echo '# Who took over which chair?' && $(BIN)/dipgraph query run chairmanships
	@echo && echo '# The networks' && $(BIN)/dipgraph render
	@echo && echo 'Open visualizations/index.html in a browser. Ask more: $(BIN)/dipgraph query list'

test: $(VENV)/.dev lint
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: $(VENV)/.runtime
	$(BIN)/dipgraph check

# After a change to the data or the queries: write the counts and expected rows anew, then read the diff.
accept: $(VENV)/.dev
	$(BIN)/dipgraph check --accept
	$(BIN)/python tests/accept.py

render: $(VENV)/.runtime
	$(BIN)/dipgraph render

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
