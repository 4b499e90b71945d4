# `make` alone lists what there is. Every target sets up what it needs first.
.DEFAULT_GOAL := help
.SHELLFLAGS := -euc
.DELETE_ON_ERROR:

PYTHON ?= python3
AWS_PORT ?= 4566
REALTIME_PORT ?= 6001
DEMO_PORT ?= 8000
ORIGINS ?=
FRESH ?=
WHO ?= agent
STACK ?= support-chat
LOCAL ?=
ID ?= all
MESSAGES ?= 1000000
CHATS ?= 5000
SECRET ?=
CASES ?= 50000
PART ?=

PY := .venv/bin/python
TOOLS := .venv-tools/bin
PYTEST := $(PY) -m pytest
SOURCES := functions layers/common local operate bench tests

help:
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

setup: .venv/.ready .venv-tools/.ready node_modules/.ready ## Python environments and npm packages

build: setup ## both sites, into widget/dist and admin/dist
	@npm run --silent build

run: build ## the whole product on this machine; FRESH=1 forgets its data; ORIGINS=http://localhost:3000 lets a page of yours in; AWS_PORT= REALTIME_PORT= DEMO_PORT=
	@exec $(PY) -m local run --aws-port $(AWS_PORT) --realtime-port $(REALTIME_PORT) --demo-port $(DEMO_PORT) --origins "$(ORIGINS)" $(if $(FRESH),--fresh)

token: .venv/.ready ## a bearer token of the running stack: WHO=agent, agent2, alice or bob
	@$(PY) -m local token $(WHO)

letters: .venv/.ready ## the dead letters of a deployment: STACK=support-chat, or LOCAL=1
	@$(PY) -m operate --stack $(STACK) $(if $(LOCAL),--local) letters

replay: .venv/.ready ## run dead letters again and delete what went well: ID=all, or what an id begins with; STACK= LOCAL=
	@$(PY) -m operate --stack $(STACK) $(if $(LOCAL),--local) replay $(ID)

lint: setup ## ruff, mypy, the template
	@$(PY) -m ruff check $(SOURCES)
	@$(PY) -m ruff format --check $(SOURCES)
	@$(PY) -m mypy
	@$(TOOLS)/cfn-lint template.yaml
	@SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=eu-west-1 $(TOOLS)/sam validate --lint

web: build ## the front ends: types, lint, unit tests, and what they weigh
	@npm run --silent typecheck
	@npm run --silent lint
	@npm run --silent test
	@npm run --silent size

unit: setup ## rules and handlers, without a socket
	@$(PYTEST) -n 2 tests/unit

fuzz: setup ## requests made up from the schemas, 50,000 of them; CASES=
	@CASES=$(CASES) $(PYTEST) -n 2 --show-capture=no tests/unit/test_schema_fuzz.py

sim: setup ## the rules among services that fail: histories, crashes, planted bugs
	@$(PYTEST) tests/sim

plant: setup ## plant each known bug, and report whether the simulation catches it
	@$(PY) -m tests.sim.plant

soak: setup ## a million messages at five faults in a hundred; MESSAGES= CHATS=
	@$(PY) -m tests.sim.soak $(MESSAGES) $(CHATS)

stack: build ## the deployed template, over HTTP
	@$(PYTEST) tests/stack

e2e: build browser ## widget and dashboard in a real browser
	@BROWSER_PATH="$$($(PY) -m local.browser)" $(PYTEST) tests/e2e

# Nothing of it fails a test run; what is counts and bytes does, in the tests.
.PHONY: bench
bench: build browser ## how fast it is, beside a floor and rivals: docs/performance.md; PART=functions, widget or delivery; needs a quiet machine
	@command -v valgrind >/dev/null || echo "valgrind was not found (on Debian: apt-get install valgrind): instructions will not be counted"
	@BROWSER_PATH="$$($(PY) -m local.browser)" PYTHONPATH=layers/common $(PY) -m bench $(PART)

# One process for stack and e2e, so that the template is deployed once.
test: lint web unit sim build browser ## everything; what CI runs
	@BROWSER_PATH="$$($(PY) -m local.browser)" $(PYTEST) tests/stack tests/e2e

openapi: setup ## docs/openapi.json and its TypeScript types, after a change of routes or models
	@PYTHONPATH=layers/common $(PY) -m local.openapi
	@npm run --silent types --workspace docs

.PHONY: parameters
parameters: .venv/.ready ## docs/parameters.md, after a change of the template
	@$(PY) -m local.parameters

cost: .venv/.ready ## docs/cost.md, after a change of the template, the table of operations or an assumption
	@$(PY) -m local.cost

rotate: .venv/.ready ## a new key for SECRET=identity or visitor of a deployed STACK=support-chat; the old one stays good beside it
	@$(PY) -m operate.rotate new --secret "$(SECRET)" --stack "$(STACK)"

retire: .venv/.ready ## the old key of SECRET=identity or visitor is good no more
	@$(PY) -m operate.rotate retire --secret "$(SECRET)" --stack "$(STACK)"

# Each tool in an environment of its own; all of them ask a registry. pip-audit fails on a package that it cannot look up.
audit: setup ## the template by checkov, all packages by pip-audit and npm audit; needs the registries' lists of advisories
	@.venv/bin/uv tool run --from checkov==3.3.30 checkov --config-file .checkov.yaml
	@for list in layers/common/requirements.txt requirements-dev.txt requirements-tools.txt; do .venv/bin/uv tool run --from pip-audit==2.10.1 pip-audit --strict --no-deps --disable-pip -r $$list; done
	@npm audit

pictures: .venv/.ready ## the readme's pictures, from the running stack
	@$(PY) -m local.pictures

lighthouse: .venv/.ready ## a page with and without the widget, from the running stack; needs a quiet machine
	@$(PY) -m local.lighthouse

browser: .venv/.ready
	@$(PY) -m local.browser

clean: ## everything that was made: environments, builds, the local stack's data
	@rm -rf .venv .venv-tools node_modules bench/widget/peers/node_modules docs/node_modules .local .aws-sam widget/dist widget/npm admin/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find functions layers local operate tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what setup makes; each again only when what it depends on has changed ---

.venv/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed ($(PYTHON) was not found). Another one: make PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) -V). Another one: make PYTHON=python3.13"; exit 1; }
	@echo "setup: Python environment"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is needed (on Debian: apt-get install python3-venv)"; exit 1; }
	@.venv/bin/python -m pip install -qq --disable-pip-version-check "$$(grep '^uv==' requirements-tools.txt)"

.venv/.ready: requirements-dev.txt | .venv/bin/uv
	@echo "setup: Python packages"
	@.venv/bin/uv pip install --quiet --python .venv -r requirements-dev.txt
	@touch $@

# SAM, cfn-lint and ministack pin versions of boto3 that differ from the product's: an environment of their own.
.venv-tools/.ready: requirements-tools.txt | .venv/bin/uv
	@echo "setup: SAM, cfn-lint, ministack"
	@test -x .venv-tools/bin/python || .venv/bin/uv venv --quiet --python .venv/bin/python .venv-tools
	@.venv/bin/uv pip install --quiet --python .venv-tools -r requirements-tools.txt
	@touch $@

node_modules/.ready: package-lock.json
	@command -v npm >/dev/null && command -v node >/dev/null || { echo "Node 20 or newer with npm is needed (node or npm was not found)."; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { echo "Node 20 or newer is needed; this is $$(node --version)."; exit 1; }
	@echo "setup: npm packages"
	@npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

.PHONY: help setup build run token letters replay lint web unit fuzz stack e2e test openapi cost rotate retire audit pictures lighthouse browser clean
