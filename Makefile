# The targets that people type; `make help` lists them with one line each.
STAGE ?= local
STAGE_CONTEXT = --context stage=$(STAGE) $(if $(STAGES),--context stages=$(STAGES))
VENV := .venv/bin
CLOUD_VENV := .claimtrail/venv
BENCH_VENV := .claimtrail/bench-peers
FUZZ_VENV := .claimtrail/bench-fuzz
AUDIT_VENV := .claimtrail/audit
export PATH := $(CURDIR)/$(VENV):$(PATH)
# Images of containers often set it: then each of the many processes below compiles every module again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo drill up down status reset deploy smoke synth check test test-code test-stores test-deployed lint format types
.PHONY: bench bench-setup docs docs-capacity docs-desk docs-terminal lock clean
.PHONY: proof proof-athena proof-sign-in schedules deaths clocks crash-points forgeries masking fuzz fuzz-setup differential
.PHONY: browser-setup pictures sbom audit-dependencies wheel upgrade-check upgrade-drill release-fixture

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

$(CLOUD_VENV)/.ready: requirements/cloud.txt patched_ministack/pyproject.toml .venv/.ready
	@echo "setup: the embedded cloud's Python environment"
	@test -x $(CLOUD_VENV)/bin/python || $(VENV)/uv venv --quiet --python $(VENV)/python $(CLOUD_VENV)
	@$(VENV)/uv pip sync --quiet --python $(CLOUD_VENV)/bin/python --require-hashes requirements/cloud.txt
	@$(VENV)/uv pip install --quiet --python $(CLOUD_VENV)/bin/python --no-deps --no-build-isolation -e patched_ministack
	@touch $@

node_modules/.ready: package-lock.json
	@echo "setup: the CDK command line"
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

demo: setup ## Start the cloud, deploy, play a month of payers' files, show what became of the claims
	@claimtrail demo

drill: setup ## Lose each store of a small stage of its own and bring it back, timed: a table of what was lost
	@claimtrail drill $(if $(JSON),--json)

up: setup ## Start the embedded cloud and deploy the local stage onto it
	@claimtrail up
	@claimtrail deploy

down: ## Stop the embedded cloud; its state is kept
	@claimtrail down

status: ## Say whether the embedded cloud runs, and where
	@claimtrail status

reset: ## Stop the embedded cloud and forget its state
	@claimtrail reset --yes

deploy: setup ## Check and deploy a stage: make deploy STAGE=acme STAGES=folder-of-stages DOCTOR=skip
ifeq ($(STAGE),local)
	@claimtrail deploy
else
# Exit code 3: none failed, and some checks could not be made.
	@test "$(DOCTOR)" = skip || claimtrail doctor --stage $(STAGE) $(if $(STAGES),--in $(STAGES)) || test $$? -eq 3 \
	  || { echo "deploy: stopped by a failed check; DOCTOR=skip deploys all the same"; exit 1; }
	node_modules/.bin/cdk deploy --all $(STAGE_CONTEXT)
endif

synth: setup ## Synthesize a stage's templates into cdk.out: make synth STAGE=acme
	node_modules/.bin/cdk synth --quiet $(STAGE_CONTEXT)

# What is deployed is asked for with the shell's credentials; OLD may be a folder or a kept release.
upgrade-check: setup ## Say whether CloudFormation can upgrade a stage: make upgrade-check NEW=cdk.out OLD=deployed
	@claimtrail upgrade-check $(or $(OLD),deployed) $(or $(NEW),cdk.out)

upgrade-drill: setup ## Deploy the last release, play files, upgrade to this tree while files come in (100 s)
	pytest -q -s tests/drills

release-fixture: setup ## Keep a release for later upgrades: make release-fixture COMMIT=v0.2.0 VERSION=0.2.0
	python -m infra.upgrades.keep $(COMMIT) $(VERSION)

# Every unit test on both cores: a sample of the seeded ones, and of many cases some, by a seed that is
# printed. Types take a minute until .mypy_cache is there.
check: setup lint types ## What to run before each commit: lint, types, unit tests (90 s)
	@EFFORT=0.1 pytest -q -n 2 --dist worksteal tests/unit tests/test_capabilities.py

test: setup fuzz-setup browser-setup lint ## Everything that must hold: lint, types, imports, all tests (budget: 12 minutes)
	@$(MAKE) --no-print-directory -j3 test-code test-stores test-deployed

# Three lanes on two cores; each line says whose it is. The journeys wait for a deployed stage during
# half of their time, in which the others work; when both want a core, the journeys have it, since
# they have times to keep. Each lane ends with the seconds of its suites beside their budgets
# (tests/harness/budgets.py). The journeys run in one order here, so that what fails fails again;
# `pytest tests/journeys` draws another each time.
JOURNEY_SEED ?= 8246
LANE = 2>&1 | sed -u 's/^/$(1) | /'
BESIDE = nice -n 10
STORES = tests/contract tests/proofs tests/browser
OTHER_LANES = $(STORES) tests/infra tests/journeys tests/drills
test-code test-stores test-deployed: SHELL := bash
test-code test-stores test-deployed: .SHELLFLAGS := -o pipefail -c
test-code:
	@TIMEFORMAT='types %R s, budget 75 s'; (time $(BESIDE) mypy) $(call LANE,code    )
	@$(BESIDE) pytest tests/infra $(call LANE,code    )
	@$(BESIDE) pytest $(addprefix --ignore=,$(OTHER_LANES)) tests $(call LANE,code    )
test-stores:
	@$(BESIDE) pytest $(STORES) $(call LANE,stores  )
test-deployed:
	@pytest tests/journeys --journey-seed $(JOURNEY_SEED) $(call LANE,deployed)

smoke: setup ## Send a synthetic claim through a deployed stage, hop by hop: make smoke STAGE=acme
	@claimtrail smoke --stage $(STAGE)

lint: setup ## Lint, formatting, and the direction of imports
	ruff check --quiet
	ruff format --check --quiet
	lint-imports --no-logo

types: setup ## Static types
	mypy

format: setup ## Format and fix what can be fixed
	ruff check --fix
	ruff format
	python -m tools.docs.wrap $$(git ls-files '*.md')

alarms-drill: setup ## Make each kind of alarm ring on a deployed embedded cloud, and read its message
	pytest -q tests/journeys/test_alarms_ring.py

browser-setup: setup tests/browser/node_modules/.ready ## Install what tests of pages need: Chromium (by apt, as root) and axe-core
	@.ci/chromium

tests/browser/node_modules/.ready: tests/browser/package-lock.json
	@echo "browser-setup: the rules of accessibility"
	@npm --prefix tests/browser ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

bench-setup: setup $(BENCH_VENV)/.ready tests/benchmarks/node/node_modules/.ready ## Install the public X12 readers that the benchmark compares with

$(BENCH_VENV)/.ready: requirements/bench-peers.txt .venv/.ready
	@echo "setup: the environment of the readers to compare with"
	@test -x $(BENCH_VENV)/bin/python || $(VENV)/uv venv --quiet --python $(VENV)/python $(BENCH_VENV)
	@$(VENV)/uv pip sync --quiet --python $(BENCH_VENV)/bin/python --require-hashes requirements/bench-peers.txt
	@touch $@

tests/benchmarks/node/node_modules/.ready: tests/benchmarks/node/package-lock.json
	@npm --prefix tests/benchmarks/node ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

docs-terminal: setup ## Show claims of the demo that runs in README.md and docs/claims.svg
	python -m tools.docs.terminal

docs-desk: setup ## Show the desk of the demo that runs in docs/support-desk.md and docs/clock.svg
	python -m tools.docs.desk

pictures: browser-setup ## Take the pictures of the pages in docs/pictures from the demo that runs
	python -m tools.docs.pictures

docs-capacity: setup ## Measure the claim table's access patterns again for docs/access-patterns.md
	WRITE_PAGES=1 pytest -q tests/contract/claims/test_access_patterns.py

bench: bench-setup ## Measure the X12 engine beside its peers, a worker's writes, growth, a first load, the pages, the costs: make bench BENCH_SIZES=1 | 1,10 | full BENCH_PAGES="2000 10" BENCH_VOLUMES="20 200 2000:26"
	python -m tests.benchmarks.run --docs
	python -m tests.benchmarks.throughput
	python -m tests.benchmarks.growth
	python -m tests.benchmarks.bulk_load
	python -m tests.benchmarks.escalation_scan
	python -m tests.benchmarks.open_clocks
	python -m tests.benchmarks.page_speed $(BENCH_PAGES)
	python -m tests.benchmarks.cost $(or $(BENCH_VOLUMES),20 200)

proof: setup fuzz-setup ## Every proof in full, for hours; docs/proofs.md has the last figures
	EFFORT=20 pytest -q tests/proofs --schedules 2000 --deaths-every 1
	EFFORT=20 pytest -q tests/infra/test_checks.py -k lint
	@$(MAKE) --no-print-directory crash-points forgeries masking differential
	@python -m tests.proofs.trino || test $$? -eq 2
	@python -m tests.proofs.keycloak || test $$? -eq 2
	@$(MAKE) --no-print-directory fuzz RUNS=$(or $(RUNS),10000000)

# Where Java or Maven is missing these two say so (and end with 2, which `make proof` goes past).
proof-athena: setup ## Ask Trino, the engine behind Athena, for every view and saved query: needs Java 25 and Maven
	python -m tests.proofs.trino

proof-sign-in: setup ## Sign people in by a Keycloak, over OpenID Connect and SAML: needs Java 17 and Maven
	python -m tests.proofs.keycloak

schedules: setup ## Play the pipeline in orders drawn by seed: make schedules COUNT=2000 SEED=0
	pytest -q tests/proofs/test_schedules.py -k seeded --schedules $(or $(COUNT),2000) --first-seed $(or $(SEED),0)

deaths: setup ## Let a worker die at every call of the pipeline: make deaths EVERY=1
	pytest -q tests/proofs/test_schedules.py -k death --deaths-every $(or $(EVERY),1)

clocks: setup ## Compare clocks of tickets with a walk over every minute, and play their alarms: make clocks EFFORT=34 (10,000 tickets) SCHEDULES=125 (2,000)
	EFFORT=$(or $(EFFORT),34) pytest -q tests/proofs/test_clock_oracle.py
	EFFORT=$(or $(SCHEDULES),125) pytest -q tests/proofs/test_clock_alarms.py

masking: setup ## Measure masking on four sets of 10,000 tickets, three written blind, and write docs/masking.md
	python -m tests.proofs.masking

crash-points: setup ## Disturb AWS calls of the pipeline: make crash-points POINTS=all | 1-90 | 6
	pytest -q tests/functions/test_crash_points.py --crash-points $(or $(POINTS),all)

forgeries: setup ## Forge copies of an audit trail and verify each: make forgeries COUNT=10000 SEED=0
	python -m tests.harness.trail.tampering --count $(or $(COUNT),10000) --seed $(or $(SEED),0)

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
	WRITE_PAGES=1 pytest -q tests/unit/claims/projection/test_projection_walk.py
	python -m tools.docs.wrap $$(git ls-files '*.md')

COMPILE = $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-header
lock: .venv/.ready ## Resolve the pinned requirements again, with hashes
	for name in requirements/uv requirements/dev requirements/cloud requirements/audit requirements/bench-peers \
	    requirements/bench-fuzz requirements/name-lists layers/third_party/requirements layers/columnar/requirements layers/documents/requirements \
	    layers/signatures/requirements layers/attachments/requirements; do \
	  $(COMPILE) $$name.in -o $$name.txt; done
	$(COMPILE) layers/claimtrail/pyproject.toml --constraint requirements/dev.txt -o requirements/package.txt

wheel: setup ## Build the package alone into build/wheel: what an auditor installs
	@rm -rf layers/claimtrail/build build/wheel
	@uv build --quiet --wheel --no-build-isolation --python $(VENV)/python layers/claimtrail --out-dir build/wheel
	@rm -rf layers/claimtrail/build
	@ls build/wheel/*.whl

sbom: setup ## Write what is deployed and what builds it to build/sbom, in CycloneDX's form
	python -m infra.sbom build/sbom

$(AUDIT_VENV)/.ready: requirements/audit.txt .venv/.ready
	@test -x $(AUDIT_VENV)/bin/python || $(VENV)/uv venv --quiet --python $(VENV)/python $(AUDIT_VENV)
	@$(VENV)/uv pip sync --quiet --python $(AUDIT_VENV)/bin/python --require-hashes requirements/audit.txt
	@touch $@

# Both ask their registry's own service for advisories, which mirrors rarely serve; who is not answered, fails.
audit-dependencies: setup $(AUDIT_VENV)/.ready ## Ask PyPI and npm for known vulnerabilities of all that is pinned (needs the network)
	for name in layers/third_party/requirements layers/columnar/requirements requirements/uv requirements/dev \
	    requirements/package requirements/cloud; do \
	  $(AUDIT_VENV)/bin/pip-audit --strict --disable-pip --no-deps --requirement $$name.txt || exit 1; done
	npm audit --package-lock-only
	npm --prefix tests/benchmarks/node audit --package-lock-only
	npm --prefix tests/browser audit --package-lock-only

clean: ## Remove what was built (the cloud's state stays)
	rm -rf build cdk.out .pytest_cache .mypy_cache .ruff_cache
