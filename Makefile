# The two commands of the README: `make serve` and `make test`. Each builds what it needs under .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test check bench fuzz console screenshots clean

serve: $(VENV)/serve
	exec $(BIN)/ocpplab-sandbox serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT)) $(if $(WORLD),--world $(WORLD))

test: $(VENV)/dev
	$(BIN)/python -m pytest -n auto

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/dev
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/dev
	$(BIN)/python -m tests.contract.fuzzing 5

# Builds what the console is made of, from its sources and from npm. Needs Node.js; nothing else does.
console:
	cd clients/console && npm ci --silent && npm run --silent build

screenshots: $(VENV)/dev
	$(BIN)/python -m tests.console.screenshots

clean:
	rm -rf $(VENV) build dist

# Sources that are not compiled make each start slow where Python is told to write no bytecode.
$(VENV)/serve: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q sandbox
	@touch $@

$(VENV)/dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q sandbox
	@touch $@ $(VENV)/serve
