# ChemChat. `make` lists what there is. Each target installs what it needs, pinned, below .local and node_modules.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

LOCAL := .local
export PATH := $(CURDIR)/$(LOCAL)/bin:$(PATH)
export CDK_DISABLE_CLI_TELEMETRY := true

cloud := node --import tsx localstack/cli.ts
jest := node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js $(JEST_FLAGS)
cdk := node_modules/.bin/cdk --no-notices
# What synth, diff and security-scan look at; deploy and destroy take one stage.
stages := $(or $(STAGE),local dev production)
stage := $(or $(STAGE),dev)

# What is installed: a mark in its directory, renewed when what pins it changes.
setup := node localstack/setup.mjs
node := $(LOCAL)/node/.installed
packages := node_modules/.installed
python := $(LOCAL)/venv/.installed
search := $(LOCAL)/opensearch/.installed
dynamodb := $(LOCAL)/dynamodb-local/.installed
chromium := $(LOCAL)/chromium/.installed
# The web client, built anew when what it is made of changes.
web := web/dist/index.html
web-sources := $(shell find web client/src -type f -not -path 'web/dist/*')
# What images, video and audio are made with: for this machine's processor, and for AWS's.
processor := $(if $(filter arm64 aarch64,$(shell uname -m)),arm64,x64)
layers := $(LOCAL)/layers/$(processor)/.installed
aws-layers := $(LOCAL)/layers/arm64/.installed
cloud-parts := $(packages) $(python) $(search) $(layers) $(web)

# A Node.js that was removed since has to be found anew.
ifneq ($(shell [ -x $(LOCAL)/bin/node ] && echo found),found)
$(shell rm -f $(node))
endif

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Run ChemChat on this machine (PORT, GATEWAY_PORT, SEARCH_PORT, MAIL_PORT; INSTANCE=name for one more beside)
.PHONY: quick-start stop reset clean
quick-start: $(cloud-parts) ## Start everything: local cloud, search, ChemChat deployed, demo users
	@$(cloud) quick-start

stop: $(packages) ## Stop it; data stay
	@$(cloud) stop

reset: $(cloud-parts) ## Throw all local data away and start afresh
	@$(cloud) reset

clean: $(packages) ## Stop everything and delete all that make ever made here
	@$(cloud) clean
	@rm -rf $(LOCAL) cdk.out node_modules web/dist

##@ Develop
.PHONY: web dev dev-watch dev-debug logs mail tables
dev: quick-start ## quick-start, then follow the logs
	@$(cloud) logs

dev-watch: quick-start ## quick-start, then redeploy the functions that a change concerns, in seconds, and rebuild the web client
	@$(cloud) watch

web: $(web) ## Build the web client, which a running quick-start then serves

dev-debug: $(packages) ## Run a handler under the inspector: FUNCTION=http/get-health EVENT=localstack/events/get-health.json
	@$(cloud) debug

logs: $(packages) ## Follow the functions' logs; FUNCTION=send-message for one
	@$(cloud) logs

mail: $(packages) ## Show the mail that was sent here and caught, the newest last
	@$(cloud) mail

tables: $(packages) ## Browse the tables on http://localhost:8080 (TABLES_PORT)
	@$(cloud) tables

##@ Look after it
.PHONY: health check-services monitor inspect reindex suspend-tenant resume-tenant backup restore
health: $(packages) ## What ChemChat says of itself and what it depends on
	@$(cloud) health

check-services: $(packages) ## Which processes run, where, and where their logs are
	@$(cloud) check-services

monitor: $(packages) ## Live counts: connections, sends, delivery lag, queues, dead letters; ONCE=1 for one look
	@$(cloud) monitor

inspect: $(packages) ## Compare all heads, messages, members and delivery marks; REPAIR=1 repairs; TENANT, CONVERSATION
	@$(cloud) inspect

suspend-tenant: $(packages) ## Shut all people of a tenant out, at once: TENANT=acme
	@$(cloud) suspend-tenant

resume-tenant: $(packages) ## Let the people of a suspended tenant go on: TENANT=acme
	@$(cloud) resume-tenant

reindex: $(packages) ## Build the search index anew from the table, beside the one that is searched; goes on where it was
	@$(cloud) reindex

backup: $(packages) ## Write the local tables to a file: FILE=tables.jsonl.gz
	@$(cloud) backup

restore: $(packages) ## Put the local tables back to what a backup has: FILE=tables.jsonl.gz
	@$(cloud) restore

##@ Check
.PHONY: docs screenshots test test-unit test-integration test-e2e test-coverage test-watch typecheck lint format security-scan
test: typecheck lint $(packages) $(python) $(search) $(dynamodb) $(layers) $(web) $(chromium) ## Everything: types, lint, unit, integration and end-to-end tests, coverage
	@$(jest) --coverage

test-unit: $(packages) ## Unit and template tests
	@$(jest) --selectProjects unit

test-integration: $(packages) $(python) $(search) $(dynamodb) $(layers) ## Repositories against AWS's own DynamoDB Local
	@$(jest) --selectProjects integration

test-e2e: $(packages) $(python) $(search) $(layers) $(web) $(chromium) ## End-to-end tests on a local cloud of their own; AGAINST=default for the one that runs
	@$(if $(AGAINST),endpoints=$$(INSTANCE=$(AGAINST) $(cloud) test-endpoints); CHEMCHAT_ENDPOINTS="$$endpoints") $(jest) --selectProjects e2e

test-coverage: $(packages) $(python) $(search) $(dynamodb) $(layers) ## Unit and integration tests with coverage by file; at least 80 % of lines and branches
	@$(jest) --selectProjects unit integration --coverage --coverageReporters text lcov

test-watch: $(packages) ## Unit tests again at each change
	@$(jest) --selectProjects unit --watch

typecheck: $(packages) ## Check the types
	@node_modules/.bin/tsc
	@node_modules/.bin/tsc --project web
	@node_modules/.bin/tsc --project client --noEmit

lint: $(packages) ## Check style and format, and that nothing lies unused
	@node_modules/.bin/biome check .
	@node_modules/.bin/knip --no-progress

format: $(packages) ## Put style and format right
	@node_modules/.bin/biome check --write .

screenshots: $(packages) $(web) $(chromium) ## Take the pictures in docs/screenshots anew, of a quick-start that runs
	@CHEMCHAT_ENDPOINTS="$$($(cloud) test-endpoints)" node --import tsx docs/screenshots/take.ts

docs: $(packages) ## Write the documents of the API and of the client package anew, from schemas and code
	@node --import tsx docs/api/generate.ts
	@node --import tsx docs/sdk/generate.ts

security-scan: $(packages) synth ## Vulnerable packages, secrets in files, cdk-nag over all stages
	@$(cloud) audit
	@node_modules/.bin/secretlint --secretlintrc localstack/secretlint.json --secretlintignore .gitignore '**/*'

##@ Measure
.PHONY: bench bench-send-rate bench-media bench-login bench-search
bench: $(packages) $(python) $(dynamodb) ## Count what a message costs, and model how long it takes: writes bench/results
	@node --import tsx bench/cost-per-message.ts
	@node --import tsx bench/latency-model.ts

bench-send-rate: $(packages) $(dynamodb) ## Sends a second into one conversation, with and without the lane (SECONDS, ROUNDS, SLOWED)
	@node --import tsx bench/send-rate.ts

bench-search: $(packages) $(search) ## Index messages, and search them with the product's query and a bare one (SIZE, SEARCHES)
	@node --import tsx bench/search.ts

bench-media: $(packages) $(layers) ## Measure what images, films and sound take, beside sharp and ffmpeg called directly (ROUNDS)
	@node --import tsx bench/media.ts

bench-login: $(packages) $(python) $(layers) ## Times of failed logins and of token checks as ratios, in a local cloud of their own (SAMPLES)
	@node --import tsx bench/login-times.ts

##@ Deploy to AWS (STAGE=dev or production; your AWS credentials)
.PHONY: synth diff deploy destroy
synth: $(packages) $(layers) $(aws-layers) ## Synthesise all stacks of all stages (or STAGE), cdk-nag's checks included
	@for stage in $(stages); do \
	  $(cdk) synth --quiet --context stage=$$stage --output cdk.out/$$stage 2>&1 | sed -E '/^(Bundling|Supply)/d' || exit; \
	done

diff: $(packages) $(layers) $(aws-layers) ## What a deployment would change
	@$(cdk) diff --context stage=$(stage)

deploy: $(packages) $(layers) $(aws-layers) ## Deploy; CDK asks before it widens permissions
	@$(cdk) deploy --all --context stage=$(stage)

destroy: $(packages) $(layers) $(aws-layers) ## Take a stage down; CDK asks first
	@$(cdk) destroy --all --context stage=$(stage)

# Installation. The pinned Node.js must not take itself for the machine's.
$(node): localstack/setup.mjs
	@rm -f $(LOCAL)/bin/node
	@{ command -v node && command -v npm; } > /dev/null || { echo '✖ ChemChat needs Node.js 20 or newer, with npm' >&2; exit 1; }
	@$(setup) node

$(packages): package.json package-lock.json | $(node)
	@$(setup) packages

$(python): localstack/requirements.txt | $(node)
	@$(setup) python

$(LOCAL)/layers/%/.installed: layers/sharp/package-lock.json layers/ffmpeg/requirements.txt layers/ffmpeg/module/index.js $(python) | $(node)
	@$(setup) layers-$*

$(search): localstack/opensearch/pom.xml | $(node)
	@$(setup) opensearch

$(dynamodb): localstack/dynamodb-local/pom.xml | $(node)
	@$(setup) dynamodb-local

$(chromium): | $(node)
	@$(setup) chromium

$(web): $(web-sources) $(packages)
	@node --import tsx web/build.ts
