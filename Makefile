# Every target sets up what it needs in .venv. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev

.DEFAULT_GOAL := help
.PHONY: help serve build test check format bench soak dist clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

serve: $(RUN) ## build the graph from the documents and serve it; PORT=8000 chooses a port
	@$(BIN)/samspil build
	@exec $(BIN)/samspil serve$(if $(PORT), --port $(PORT))

build: $(RUN) ## build, check and publish the graph, and serve nothing
	@$(BIN)/samspil build

test: $(DEV) ## run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(DEV) ## formatting, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(DEV) ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) ## measure queries, extraction and the comparison of names beside named peers
	$(BIN)/python -m bench queries
	$(BIN)/python -m bench extraction
	$(BIN)/python -m bench names
	$(BIN)/python -m bench endpoint

soak: $(DEV) ## besiege a server with hostile input and kill -9 for some minutes, and say how it stood
	$(BIN)/python -m bench soak

dist: $(DEV) ## build the wheel into dist/
	$(BIN)/python -m build --wheel --outdir dist .

clean: ## remove what was built; sources and releases stay
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache

$(RUN): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what pyproject.toml names …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(DEV): $(RUN)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
