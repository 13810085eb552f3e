# Signpost's commands. `make help` lists them. A target installs what it needs, unless that takes a
# decision of yours.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

PORT ?= 8080
DATA ?= .local
export PORT DATA

FUNCTIONS := $(notdir $(patsubst %/main.go,%,$(wildcard functions/*/main.go)))
# The logical ids of template.yaml. The source of ListingFunction is functions/listing.
LOGICAL_IDS := $(shell sed -n 's/^  \([A-Z][A-Za-z]*Function\):$$/\1/p' template.yaml)
folder_of = functions/$(shell echo $(patsubst %Function,%,$(1)) | tr A-Z a-z)

BUILD := go build -trimpath -buildvcs=false -tags lambda.norpc
# For AWS. The same source gives the same bytes, wherever and whenever it is built.
DEPLOYED := GOOS=linux GOARCH=arm64 CGO_ENABLED=0 GOFLAGS= $(BUILD) -ldflags '-s -w -buildid='
# For this machine. Without symbols it links faster. The build id stays, because go build sees by it
# that nothing has changed.
HERE := CGO_ENABLED=0 $(BUILD) -ldflags '-s -w'

WEB := functions/center/web
PAGE := functions/center/dist/index.html
LOCAL := build/local
LOCK := $(if $(shell command -v flock),flock build/page.lock)

.PHONY: help run token demo test conformance bench soak mutants build lint replay reconcile rebuild erase fold recount relist admin deploy
.PHONY: page binaries tools $(addprefix build-,$(LOGICAL_IDS))

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: binaries ## the whole system on http://127.0.0.1:$PORT, data in $DATA; Ctrl-C stops it
	@exec $(LOCAL)/local

token: go ## print an access token: make token USER=abc123
	@$(HERE) -o $(LOCAL)/token ./infra/local/token
	@exec $(LOCAL)/token "$$USER"

demo: go ## fill the running stack with a year of traffic: make demo CLICKS=1000000 SEED=1
	@$(HERE) -o $(LOCAL)/demo ./infra/local/traffic
	@exec $(LOCAL)/demo

test: binaries build tools ## all tests
	go test -race ./...
	$(MAKE) --no-print-directory lint
	cd $(WEB) && npm test

conformance: binaries ## requests made up from the API document, and how they were answered: REQUESTS=10000 SEED=1
	go test -count=1 -v -run TestConformance/made_up ./infra/tests/conformance \
		-args -requests "$(or $(REQUESTS),10000)" -seed "$(or $(SEED),1)"

bench: binaries build ## all benchmarks, one line per result: name value unit
	@go run -buildvcs=false ./infra/tests/bench
	@cd $(WEB) && node sizes.js

mutants: ## remove each rule of authorization, validation and rights, and show which test fails
	@go run -buildvcs=false ./infra/tests/mutants -only "$(ONLY)"

soak: binaries ## thirty minutes of load with faults; SOAK=60s for another length
	@go run -buildvcs=false ./infra/tests/soak -for "$(or $(SOAK),30m)"

build: page $(addprefix build/,$(addsuffix /bootstrap,$(LOGICAL_IDS))) ## every function for AWS: build/<LogicalId>/bootstrap

build/%/bootstrap: FORCE go page
	@$(DEPLOYED) -o $@ ./$(call folder_of,$*)

.PHONY: FORCE
FORCE:

# `sam build` calls these (Metadata BuildMethod: makefile), several at once. Only one function
# contains the page.
build-CenterFunction: page
$(addprefix build-,$(LOGICAL_IDS)): build-%: go
	$(DEPLOYED) -o "$(ARTIFACTS_DIR)/bootstrap" ./$(call folder_of,$*)

lint: go $(WEB)/node_modules/.installed ## formatting, width, a tidy go.mod, vet, staticcheck, template checks
	@go mod tidy -diff
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	test -z "$$unformatted" || { echo "not formatted: $$unformatted"; exit 1; }
	@go vet ./...
	@go tool staticcheck ./...
	@wide=$$(go test -run '^TestLinesAreShort$$' ./infra/tests/structure) || { echo "$$wide"; exit 1; }
	@cd $(WEB) && npm run --silent check
	@if command -v cfn-lint >/dev/null; then cfn-lint template.yaml infra/stacks/*.yaml; \
	else echo "cfn-lint is not installed: the template is checked by Go tests only"; fi

replay: go ## write a log's clicks to the table: make replay FILE=redirect.log, or - for standard input
	@$(HERE) -o $(LOCAL)/replay ./infra/commands/replay
	@exec $(LOCAL)/replay "$$FILE"

reconcile: go ## recompute a day and name every counter that differs: make reconcile DAY=2026-03-01
	@$(HERE) -o $(LOCAL)/reconcile ./infra/commands/reconcile
	@exec $(LOCAL)/reconcile "$$DAY"

rebuild: go ## rewrite the counters of a settled day from its events: make rebuild DAY=2026-03-01
	@$(HERE) -o $(LOCAL)/rebuild ./infra/commands/rebuild
	@exec $(LOCAL)/rebuild "$$DAY"

erase: go ## erase a merchant's customer: make erase CUSTOMER=c-7 (MERCHANT=main, DRYRUN=true)
	@$(HERE) -o $(LOCAL)/erase ./infra/commands/erase
	@exec $(LOCAL)/erase

fold: go ## fold all counters that can be folded, however long that takes
	@$(HERE) -o $(LOCAL)/fold ./infra/commands/fold
	@exec $(LOCAL)/fold

recount: go ## count what the counter has put aside, once the cause is gone
	@$(HERE) -o $(LOCAL)/recount ./infra/commands/recount
	@exec $(LOCAL)/recount

relist: go ## put the conversions of earlier releases into the lists that people search, once
	@$(HERE) -o $(LOCAL)/relist ./infra/commands/relist
	@exec $(LOCAL)/relist

admin: go ## invite an admin, or invite one again: make admin EMAIL=you@example.com
	@$(HERE) -o $(LOCAL)/admin-command ./infra/commands/admin
	@exec $(LOCAL)/admin-command

SAM_MANUAL := https://docs.aws.amazon.com/serverless-application-model/latest/developerguide

deploy: ## sam build and sam deploy
	@command -v sam >/dev/null || { echo "SAM is not installed: $(SAM_MANUAL)/install-sam-cli.html"; exit 1; }
	sam build
	sam deploy

# Everything that make run needs. go build itself knows what has changed. The page, which only
# functions/center embeds, is built at the same time.
binaries: go npm
	@mkdir -p $(LOCAL)
	@$(MAKE) --no-print-directory -s -j2 programs page
	@$(HERE) -o $(LOCAL)/ ./functions/center

.PHONY: programs
programs:
	@$(HERE) -o $(LOCAL)/ $(addprefix ./functions/,$(filter-out center,$(FUNCTIONS))) ./infra/local

# The Partner Center's page, which is built when its source has changed. Only one make does that,
# because several stacks may start at once.
page:
	@$(if $(PAGE),mkdir -p build && $(LOCK) $(MAKE) --no-print-directory -s $(PAGE))

PAGE_SOURCE := $(shell find $(WEB) -path $(WEB)/node_modules -prune -o -type f -print 2>/dev/null)

$(PAGE): $(WEB)/node_modules/.installed $(PAGE_SOURCE)
	@cd $(WEB) && node_modules/.bin/vite build --logLevel warn
	@touch $@

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json | npm
	@cd $(WEB) && npm ci --silent --no-audit --no-fund
	@touch $@

.PHONY: go npm
npm:
	@test -e $(WEB)/node_modules/.installed || command -v npm >/dev/null || { \
	echo "npm is not installed; it brings the page and the DynamoDB engine (Debian: apt-get install npm)"; exit 1; }

go:
	@command -v go >/dev/null || { echo "Go is not installed: https://go.dev/doc/install"; exit 1; }

# Debian packages that tests need: a browser, and a PHP to see what it makes of visitors' parameters.
tools:
	@command -v chromium >/dev/null && command -v php >/dev/null || \
		{ apt-get update -qq && apt-get install -y -qq chromium php-cli; }
