# The two commands of the README are `make run` and `make test`; each does all its own set-up.
PYTHON ?= python3
PY = .venv/bin/python
export PYTHONUNBUFFERED = 1

.PHONY: run test up down demo check test-slow check-all messages env dev fmt bench openapi chaos

env:
	@$(PYTHON) bootstrap.py run

dev:
	@$(PYTHON) bootstrap.py dev

run: env
	@exec $(PY) -m config.supervisor run

up: dev
	@$(PY) -m config.supervisor up

down: env
	@$(PY) -m config.supervisor down

demo: env
	@$(PY) -m config.supervisor demo

test: dev
	@$(PY) -m config.messages compile
	@$(PY) -m pytest -n 2 -m "not slow" $(ARGS)

test-slow: dev
	@$(PY) -m config.messages compile
	@$(PY) -m pytest -n 2 -m "slow" --timeout 3600 $(ARGS)

N ?= 1000000
bench: dev
	@$(PY) -m config.messages compile
	@$(PY) -m bench --petitions $(N)

openapi: dev
	@$(PY) -m config.messages compile
	@$(PY) -m config.supervisor with-servers $(PY) manage.py spectacular --validate --fail-on-warn --lang en --file docs/openapi.yaml

ACTS ?= 2000
KILLS ?= 50
chaos: dev
	@$(PY) -m config.messages compile
	@$(PY) -m chaos --acts $(ACTS) --kills $(KILLS) $(if $(SEED),--seed $(SEED))

messages: dev
	@$(PY) -m config.messages extract

fmt: dev
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

check: dev
	@$(PY) -m ruff format --check . && $(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m djlint templates --lint
	@$(PY) -m config.messages check
	@$(PY) -m config.supervisor with-servers $(PY) manage.py makemigrations --check --dry-run
	@DESK_TIMED=1 $(MAKE) --no-print-directory test

check-all: check test-slow
