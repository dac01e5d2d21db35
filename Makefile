# make demo   writes finished cards to ./nashir-demo/ and publishes a post on a practice page
# make test   checks everything, against the installed wheel
# make bench  measures speed beside its limit and its peers
# make chaos  kills workers at random instants, RUNS=200 times on each database, then lets machines,
#             networks and servers fail, ENGINE_RUNS=100 times, and counts posts
# All set up .venv by themselves; the second run starts at once. Needs Python 3.11 and make.

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
RUNS ?= 200
ENGINE_RUNS ?= 100

export PIP_DISABLE_PIP_VERSION_CHECK = 1

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --quiet
SHIPPED = pyproject.toml README.md LICENSE \
	$(shell find composer templates assets fonts examples -type f -not -name '*.pyc' 2>/dev/null)

.PHONY: demo test lint bench chaos clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	$(BIN)/nashir demo

test: lint
	$(BIN)/pytest --numprocesses=auto --dist=worksteal $(PYTEST_ARGS)

lint: $(VENV)/.installed $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What is slow and what is not: prints ratios, never fails. Peers that are not installed are named.
bench: $(VENV)/.installed $(VENV)/.tools
	$(BIN)/python benchmarks/render.py
	$(BIN)/python benchmarks/cold.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/backlog.py

# Every crash under every fault first, then real processes. Half an hour and more.
chaos: $(VENV)/.installed $(VENV)/.tools
	$(BIN)/pytest --thorough tests/publishing/test_machine.py tests/publishing/test_worker_crash.py \
		tests/publishing/test_worker_storage.py
	PYTHONPATH=tests/support $(BIN)/python tests/chaos/many.py --runs $(RUNS)
	PYTHONPATH=tests/support $(BIN)/python tests/chaos/many.py --engine --runs $(ENGINE_RUNS)

clean:
	rm -rf $(VENV) build dist

# The environment with the tool that builds the wheel.
$(VENV)/.created: constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Nashir needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt hatchling
	touch $@

# The program: its wheel, built and installed anew whenever a shipped file has changed.
$(VENV)/.installed: $(VENV)/.created $(SHIPPED)
	rm -rf build/wheel
	$(PIP) wheel --no-build-isolation --no-deps --wheel-dir build/wheel .
	$(PIP) install --constraint constraints.txt build/wheel/nashir-*.whl
	$(PIP) install --no-deps --force-reinstall build/wheel/nashir-*.whl
	touch $@

# What the tests need beside it.
$(VENV)/.tools: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt "$$(ls build/wheel/nashir-*.whl)[test]"
	touch $@
