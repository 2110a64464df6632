# The targets that people type; `make help` lists them with one line each.
STAGE ?= local
VENV := .venv/bin
CLOUD_VENV := .claimtrail/venv
BENCH_VENV := .claimtrail/bench-peers
FUZZ_VENV := .claimtrail/bench-fuzz
AUDIT_VENV := .claimtrail/audit
export PATH := $(CURDIR)/$(VENV):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo up down status reset deploy synth test test-rest test-deployed test-quick lint format types
.PHONY: bench bench-setup docs-capacity forgeries fuzz fuzz-setup differential docs lock clean
.PHONY: sbom audit-dependencies

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.ready $(CLOUD_VENV)/.ready node_modules/.ready ## Install everything into this folder (Python, emulator, CDK)

.venv/.ready: requirements/uv.txt requirements/dev.txt pyproject.toml layers/claimtrail/pyproject.toml simulator/pyproject.toml
	@./.ci/prerequisites
	@echo "setup: the project's Python environment"
	@test -x $(VENV)/python || python3 -m venv .venv
	@$(VENV)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(VENV)/uv pip sync --quiet --python $(VENV)/python --require-hashes requirements/dev.txt
	@$(VENV)/uv pip install --quiet --python $(VENV)/python --no-deps --no-build-isolation -e layers/claimtrail -e simulator -e .
	@touch $@

$(CLOUD_VENV)/.ready: requirements/cloud.txt .venv/.ready
	@echo "setup: the embedded cloud's Python environment"
	@test -x $(CLOUD_VENV)/bin/python || $(VENV)/uv venv --quiet --python $(VENV)/python $(CLOUD_VENV)
	@$(VENV)/uv pip sync --quiet --python $(CLOUD_VENV)/bin/python --require-hashes requirements/cloud.txt
	@touch $@

node_modules/.ready: package-lock.json
	@echo "setup: the CDK command line"
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

demo: setup ## Start the cloud, deploy, play a month of payers' files, show what became of the claims
	@claimtrail demo

up: setup ## Start the embedded cloud and deploy the local stage onto it
	@claimtrail up
	@claimtrail deploy

down: ## Stop the embedded cloud; its state is kept
	@claimtrail down

status: ## Say whether the embedded cloud runs, and where
	@claimtrail status

reset: ## Stop the embedded cloud and forget its state
	@claimtrail reset --yes

deploy: setup ## Deploy a stage with the CDK: make deploy STAGE=dev
ifeq ($(STAGE),local)
	@claimtrail deploy
else
	node_modules/.bin/cdk deploy --all --context stage=$(STAGE)
endif

synth: setup ## Synthesize a stage's templates into cdk.out: make synth STAGE=prod
	node_modules/.bin/cdk synth --quiet --context stage=$(STAGE)

test: setup fuzz-setup lint ## Everything that must hold: lint, types, imports, all tests
	@$(MAKE) --no-print-directory -j2 test-rest test-deployed

# Two lanes side by side, of about the same length; each line says whose it is. Without a cache,
# the types take a core for some minutes.
LANE = 2>&1 | sed -u 's/^/$(1) | /'
test-rest: SHELL := bash
test-rest: .SHELLFLAGS := -o pipefail -c
test-rest:
	@pytest --ignore=tests/journeys tests $(call LANE,rest    )
test-deployed: SHELL := bash
test-deployed: .SHELLFLAGS := -o pipefail -c
test-deployed:
	@mypy $(call LANE,types   )
	@pytest tests/journeys $(call LANE,deployed)

test-quick: setup ## The tests that need no cloud
	pytest tests/unit

lint: setup ## Lint, formatting, and the direction of imports
	ruff check --quiet
	ruff format --check --quiet
	lint-imports --no-logo

types: setup ## Static types
	mypy

format: setup ## Format and fix what can be fixed
	ruff check --fix
	ruff format

bench-setup: setup $(BENCH_VENV)/.ready tests/benchmarks/node/node_modules/.ready ## Install the public X12 readers that the benchmark compares with

$(BENCH_VENV)/.ready: requirements/bench-peers.txt .venv/.ready
	@echo "setup: the environment of the readers to compare with"
	@test -x $(BENCH_VENV)/bin/python || $(VENV)/uv venv --quiet --python $(VENV)/python $(BENCH_VENV)
	@$(VENV)/uv pip sync --quiet --python $(BENCH_VENV)/bin/python --require-hashes requirements/bench-peers.txt
	@touch $@

tests/benchmarks/node/node_modules/.ready: tests/benchmarks/node/package-lock.json
	@npm --prefix tests/benchmarks/node ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

docs-capacity: setup ## Measure the claim table's access patterns again for docs/access-patterns.md
	WRITE_PAGES=1 pytest -q tests/contract/claims/test_access_patterns.py

bench: bench-setup ## Measure the X12 engine beside its peers, a worker's writes, growth, the costs: make bench BENCH_SIZES=1 | 1,10 | full BENCH_VOLUMES="20 200 2000:26"
	python -m tests.benchmarks.run --docs
	python -m tests.benchmarks.throughput
	python -m tests.benchmarks.growth
	python -m tests.benchmarks.cost $(or $(BENCH_VOLUMES),20 200)

forgeries: setup ## Forge copies of an audit trail and verify each: make forgeries COUNT=10000 SEED=0
	python -m tests.harness.tampering --count $(or $(COUNT),10000) --seed $(or $(SEED),0)

fuzz-setup: $(FUZZ_VENV)/.ready ## Install the coverage-guided fuzzer

$(FUZZ_VENV)/.ready: requirements/bench-fuzz.txt .venv/.ready
	@echo "setup: the fuzzer's environment"
	@test -x $(FUZZ_VENV)/bin/python || $(VENV)/uv venv --quiet --python $(VENV)/python $(FUZZ_VENV)
	@$(VENV)/uv pip sync --quiet --python $(FUZZ_VENV)/bin/python --require-hashes requirements/bench-fuzz.txt
	@touch $@

fuzz: setup fuzz-setup ## Fuzz the X12 engine, recorded in .claimtrail/fuzz: make fuzz RUNS=10000000 SEED=1
	python -m tests.fuzz.run --seconds $(if $(RUNS),0,60) --runs $(or $(RUNS),0) --seed $(or $(SEED),1)

differential: setup ## Compare the X12 engine with pyx12: make differential MUTATIONS=50000 SEED=1 SAMPLES=folder
	python -m tests.fuzz.differential --mutations $(or $(MUTATIONS),50000) --seed $(or $(SEED),1) \
	  $(if $(SAMPLES),--samples $(SAMPLES) --mutate-samples)

docs: setup ## Render the docs that come from tables in the code
	python -m tools.docs.render

lock: .venv/.ready ## Resolve the pinned requirements again, with hashes
	for name in requirements/uv requirements/dev requirements/cloud requirements/audit requirements/bench-peers \
	    requirements/bench-fuzz layers/third_party/requirements layers/columnar/requirements; do \
	  $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header $$name.in -o $$name.txt; done

sbom: setup ## Write what is deployed and what builds it to build/sbom, in CycloneDX's form
	python -m infra.sbom build/sbom

$(AUDIT_VENV)/.ready: requirements/audit.txt .venv/.ready
	@test -x $(AUDIT_VENV)/bin/python || $(VENV)/uv venv --quiet --python $(VENV)/python $(AUDIT_VENV)
	@$(VENV)/uv pip sync --quiet --python $(AUDIT_VENV)/bin/python --require-hashes requirements/audit.txt
	@touch $@

# Both ask their registry's own service for advisories, which mirrors rarely serve; who is not answered, fails.
audit-dependencies: setup $(AUDIT_VENV)/.ready ## Ask PyPI and npm for known vulnerabilities of all that is pinned (needs the network)
	for name in layers/third_party/requirements layers/columnar/requirements requirements/uv requirements/dev \
	    requirements/cloud; do \
	  $(AUDIT_VENV)/bin/pip-audit --strict --disable-pip --no-deps --requirement $$name.txt || exit 1; done
	npm audit --package-lock-only
	npm --prefix tests/benchmarks/node audit --package-lock-only

clean: ## Remove what was built (the cloud's state stays)
	rm -rf build cdk.out .pytest_cache .mypy_cache .ruff_cache
