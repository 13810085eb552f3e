# Signpost's commands; `make help` lists them. What a target needs and can be installed without asking, it installs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

PORT ?= 8080
DATA ?= .local
export PORT DATA

FUNCTIONS := $(notdir $(patsubst %/main.go,%,$(wildcard functions/*/main.go)))
# listing → ListingFunction: the logical id that template.yaml has for functions/listing.
LOGICAL_IDS := $(shell sed -n 's/^  \([A-Z][A-Za-z]*Function\):$$/\1/p' template.yaml)
folder_of = functions/$(shell echo $(patsubst %Function,%,$(1)) | tr A-Z a-z)

# The same source gives the same bytes, wherever and whenever it is built.
DEPLOYED := GOOS=linux GOARCH=arm64 CGO_ENABLED=0 GOFLAGS= go build -trimpath -buildvcs=false -tags lambda.norpc -ldflags '-s -w -buildid='
# For this machine. Without symbols it links faster; the build id stays, by which go build sees that nothing has changed.
HERE := CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags lambda.norpc -ldflags '-s -w'

WEB := functions/center/web
PAGE := functions/center/dist/index.html
LOCAL := build/local
LOCK := $(if $(shell command -v flock),flock build/page.lock)

.PHONY: help run token test bench build lint replay reconcile recount rebuild deploy soak page binaries tools $(addprefix build-,$(LOGICAL_IDS))

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: binaries ## the whole system on http://127.0.0.1:$PORT, data in $DATA; Ctrl-C stops it
	@exec $(LOCAL)/local

token: go ## print an access token: make token USER=abc123
	@$(HERE) -o $(LOCAL)/token ./infra/local/token
	@exec $(LOCAL)/token "$$USER"

test: binaries build tools ## every test
	go test -race ./...
	$(MAKE) --no-print-directory lint
	cd $(WEB) && npm test

bench: binaries build ## benchmarks, one line for each result: name value unit
	@go run -buildvcs=false ./infra/tests/bench
	@cd $(WEB) && node sizes.js

soak: binaries ## thirty minutes of load with faults; SOAK=60s for another length
	@go run -buildvcs=false ./infra/tests/soak -for "$(or $(SOAK),30m)"

build: page $(addprefix build/,$(addsuffix /bootstrap,$(LOGICAL_IDS))) ## every function for AWS: build/<LogicalId>/bootstrap

build/%/bootstrap: FORCE go page
	@$(DEPLOYED) -o $@ ./$(call folder_of,$*)

.PHONY: FORCE
FORCE:

# What `sam build` calls (Metadata BuildMethod: makefile), for several functions at once; only one of them has the page in it.
build-CenterFunction: page
$(addprefix build-,$(LOGICAL_IDS)): build-%: go
	$(DEPLOYED) -o "$(ARTIFACTS_DIR)/bootstrap" ./$(call folder_of,$*)

lint: go $(WEB)/node_modules/.installed ## formatting, a tidy go.mod, vet, staticcheck, template checks
	@go mod tidy -diff
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "not formatted: $$unformatted"; exit 1; }
	@go vet ./...
	@go tool staticcheck ./...
	@cd $(WEB) && npm run --silent check
	@if command -v cfn-lint >/dev/null; then cfn-lint template.yaml infra/stacks/*.yaml; else echo "cfn-lint is not installed: the template is checked by Go tests only"; fi

replay: go ## write the clicks of a log file to the table: make replay FILE=redirect.log, or - for standard input
	@$(HERE) -o $(LOCAL)/replay ./infra/commands/replay
	@exec $(LOCAL)/replay "$$FILE"

recount: go ## take what the counter has set aside back in, once the cause is gone
	@$(HERE) -o $(LOCAL)/recount ./infra/commands/recount
	@exec $(LOCAL)/recount

rebuild: go ## write a settled day's counters anew from its events: make rebuild DAY=2026-03-01
	@$(HERE) -o $(LOCAL)/rebuild ./infra/commands/rebuild
	@exec $(LOCAL)/rebuild "$(DAY)"

reconcile: go ## add a day up again and name every counter that differs: make reconcile DAY=2026-03-01
	@$(HERE) -o $(LOCAL)/reconcile ./infra/commands/reconcile
	@exec $(LOCAL)/reconcile "$(DAY)"

deploy: ## sam build and sam deploy
	@command -v sam >/dev/null || { echo "SAM is not installed: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html"; exit 1; }
	sam build
	sam deploy

# Everything that runs here. go build itself knows what has changed; the page, which only functions/center embeds, is built meanwhile.
binaries: go npm
	@mkdir -p $(LOCAL)
	@$(MAKE) --no-print-directory -s -j2 programs page
	@$(HERE) -o $(LOCAL)/ ./functions/center

.PHONY: programs
programs:
	@$(HERE) -o $(LOCAL)/ $(addprefix ./functions/,$(filter-out center,$(FUNCTIONS))) ./infra/local

# The Partner Center's page, built again when its source has changed. functions/center embeds it.
# One make at a time: several stacks may start at once.
page:
	@$(if $(PAGE),mkdir -p build && $(LOCK) $(MAKE) --no-print-directory -s $(PAGE))

$(PAGE): $(WEB)/node_modules/.installed $(shell find $(WEB) -path $(WEB)/node_modules -prune -o -type f -print 2>/dev/null)
	@cd $(WEB) && node_modules/.bin/vite build --logLevel warn
	@touch $@

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json | npm
	@cd $(WEB) && npm ci --silent --no-audit --no-fund
	@touch $@

.PHONY: go npm
npm:
	@test -e $(WEB)/node_modules/.installed || command -v npm >/dev/null || { echo "npm is not installed: it brings the page and the DynamoDB engine (Debian: apt-get install npm)"; exit 1; }

go:
	@command -v go >/dev/null || { echo "Go is not installed: https://go.dev/doc/install"; exit 1; }

# Debian packages that tests need.
tools:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }
