# The project's commands. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help report lab test coverage lint docs pictures benchmarks lock audit clean environment

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# The environment is made for this folder, this lock file and this list of dependencies.
WANTED := $(CURDIR) $(shell sed '/^\[tool\./,$$d' pyproject.toml | cat - requirements.lock | cksum)
MADE := $(shell $(BIN)/python -c '' 2>/dev/null && cat $(VENV)/ready 2>/dev/null)

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

report: environment ## Run all projects and make the annual report (HTML, PDF, Word)
	@$(BIN)/evaluation report

lab: environment ## Open the notebooks in JupyterLab, on this machine only
	@$(BIN)/evaluation lab

test: environment lint ## Run every check: linters, types, unit, notebook and publishing tests
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --dist loadfile
	$(BIN)/evaluation run
	$(BIN)/python -m pytest --nbval --nbval-sanitize-with tests/notebooks/sanitize.cfg tests/notebooks

coverage: environment ## Measure what the unit tests reach (makes them take half as long again)
	$(BIN)/python -m coverage erase
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --cov --cov-report= --numprocesses auto --dist loadfile
	$(BIN)/python -m coverage report

lint: environment ## Run the linters and the type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/nbstripout --verify notebooks/*.ipynb
	$(BIN)/mypy

docs: environment ## Build the documentation site in docs/_build/html
	$(BIN)/python -m sphinx --builder html --fresh-env --fail-on-warning --keep-going --nitpicky --quiet docs docs/_build/html
	@echo docs/_build/html/index.html

pictures: report ## Make the README's pictures of three pages of the report
	$(BIN)/python -m evaluation.pictures

benchmarks: environment ## Simulate how often intervals are right, and time runs and fits beside peers (an hour)
	$(BIN)/python -m tests.benchmarks.coverage --out reports/parts/coverage.csv
	$(BIN)/python -m tests.benchmarks.chapter
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.sensitivity
	$(BIN)/python -m tests.benchmarks.checking
	$(BIN)/python -m tests.benchmarks.jumps
	$(BIN)/python -m tests.benchmarks.audit_records
	$(BIN)/python -m tests.benchmarks.control_charts
	$(BIN)/python -m tests.benchmarks.running
	$(BIN)/python -m tests.benchmarks.running --scale
	$(BIN)/python -m tests.benchmarks.report_speed

lock: ## Make requirements.lock anew from pyproject.toml
	$(BIN)/python -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--upgrade --quiet --output-file requirements.lock

audit: environment ## Look up the locked packages, and look for secrets in tracked files
	@$(BIN)/python .ci/audit.py

clean: ## Remove everything that was made, except the environment
	rm -rf reports/executed reports/chapters reports/results reports/output reports/.work docs/_build
	rm -rf .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find evaluation tests -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
ifneq ($(WANTED),$(MADE))
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with 'make PYTHON=/path/to/python'." >&2; exit 2; }
	@echo "Making the environment in $(VENV) (once; some minutes)"
	@rm -f $(VENV)/ready
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q evaluation
	@echo '$(WANTED)' > $(VENV)/ready
endif
