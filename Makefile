# The commands a person types. They need git, make and Python 3.11 or newer, nothing else.
#   make demo            the three clusters of the demonstration on http://localhost:8000 (PORT=8001 make demo)
#   make test            everything; make test ARGS="tests/apps/ideas -x" for a part
# DATABASE_URL=postgresql://… switches both to an outside server; PYTHON=python3.13 chooses another Python.

PYTHON ?= python3
PORT ?= 8000
BIND ?= 127.0.0.1
ARGS ?=
ONLY ?=
VENV := .venv/bin

export PYTHONUTF8 = 1

# $(call environment,demo) or $(call environment,test): .venv with what that needs; says in one line what is wrong.
environment = @command -v "$(PYTHON)" >/dev/null 2>&1 \
	|| { echo "There is no $(PYTHON) here: install Python 3.11 or newer, or name it: make $@ PYTHON=/path/to/python3" >&2; exit 1; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "$$("$(PYTHON)" --version 2>&1) is too old: clusterkit needs 3.11 or newer; name one: make $@ PYTHON=/path/to/python3" >&2; exit 1; }; \
	"$(PYTHON)" tools/environment.py $(1)

.DEFAULT_GOAL := help
.PHONY: help demo stop test coverage soak mutants lint format docs bench messages lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: export PORT := $(PORT)
demo: export BIND := $(BIND)
demo: ## serve the demonstration; Ctrl-C stops all of it
	$(call environment,demo)
	@exec $(VENV)/python -m example_project.launch demo

stop: ## stop database servers that a killed run left behind
	@$(VENV)/python -m example_project.launch stop

test: ## all tests, or those of ARGS
	$(call environment,test)
	@exec $(VENV)/python -m tools.run_tests $(ARGS)

coverage: ## the tests of the rooms of which branch coverage has a floor, with what they reach
	$(call environment,test)
	@exec $(VENV)/python -m tools.run_tests --coverage

soak: ## the long tests: processes killed at many points, walks through all addresses, every page with axe, coverage, each feature left out
	$(call environment,test)
	@exec $(VENV)/python -m tools.run_tests --long

mutants: ## damage the policies and the tables of transitions in many ways; a test has to notice (ARGS=membership for a part)
	$(call environment,test)
	@exec $(VENV)/python -m tools.mutants $(ARGS)

lint: ## style, types, import contracts, house rules, translations, documentation
	$(call environment,test)
	@exec $(VENV)/python -m tools.run_lint

format: ## bring the Python sources into form
	$(call environment,test)
	@$(VENV)/ruff check --fix-only --quiet .
	@$(VENV)/ruff format .

docs: ## build the documentation into site/
	$(call environment,test)
	@NO_MKDOCS_2_WARNING=1 $(VENV)/python -m mkdocs build --strict --quiet
	@echo "The documentation stands in site/index.html"

bench: ## the benchmarks, or the one named by ONLY
	$(call environment,test)
	@$(VENV)/python -m bench $(ONLY)

messages: ## bring the translation catalogues up to date with the sources
	$(call environment,test)
	@$(VENV)/python -m tools.messages extract
	@$(VENV)/python -m tools.messages compile

lock: ## note this environment's versions in requirements/locks
	$(call environment,test)
	@$(VENV)/python -m tools.lock write

clean: ## remove what can be made again; the demonstration's data in .local stays
	@rm -rf build dist site htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .import_linter_cache .nox
	@find src example_project tests -name __pycache__ -type d -prune -exec rm -rf {} +
