# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
DATA ?= sharedcourt-data
LISTEN ?= 127.0.0.1:8080
PYTHON := .make/python/bin/python
BUF := tests/clients/node_modules/.bin/buf

.PHONY: help run web cluster test lint check unit clients upgrade pages pictures cards attack attack-quick bench bench-pages audit-dependencies tools clean
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 24

run: web ## Start the demonstration with something to do for every office; prints where to go and how to play the three roles
	cargo build --workspace --bins --example openapi
	target/debug/sharedcourt serve --demo=story --data $(DATA) --listen $(LISTEN)

web: ## Build the pages that the gateway serves
	scripts/web

cluster: tools ## Two replicas of every service and a gateway on PostgreSQL and Redis, all thrown away at the end
	cargo build --quiet -p sharedcourt
	LISTEN=$(LISTEN) scripts/with-postgres scripts/cluster

STAGES := lint check pages unit clients upgrade attack-quick
test: ## Everything: lints, manifests, unit and end-to-end tests on both databases, foreign clients, upgrades, quick attacks; prints each stage's time
	@for stage in $(STAGES); do \
		start=$$(date +%s); $(MAKE) --no-print-directory $$stage || exit 1; \
		echo "$$stage took $$(( $$(date +%s) - start )) s"; \
	done
	@echo "all tests passed"

lint: tools ## Formatting, clippy and the contract; warnings are errors
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	cd proto && ../$(BUF) lint

check: tools ## The Dockerfile, and the manifests of k8s/ against the schemas of Kubernetes and the rules of this repository
	.make/python/bin/hadolint Dockerfile
	scripts/check-k8s base
	scripts/check-k8s overlays/dev
	scripts/check-k8s overlays/prod --replicas 2

# The program beside its tests and the contract's document, in one graph of features: nothing is compiled twice.
BUILD := cargo build --quiet --workspace --bins --tests --example openapi --example guide_table

unit: tools ## Rust tests, on SQLite and on PostgreSQL and Redis of their own
	$(BUILD)
	scripts/with-postgres cargo test --workspace --quiet
	cargo test --quiet --release -p sharedcourt-law --test overflow

clients: tools ## The main job by grpcio, buf curl and curl; REST by schemathesis; evidence in an S3 store, and by a client that resumes
	$(BUILD)
	$(PYTHON) -m unittest discover -s tests/clients -v

# The law's verdicts with which the pages' own evaluator of the visit guide is compared.
web/generated/guide-table.json: $(shell find services/law/src services/law/tests/visits services/kit/src/domain/visit services/kit/examples -name '*.rs')
	$(BUILD)
	mkdir -p web/generated
	target/debug/examples/guide_table >$@.part && mv $@.part $@

pages: tools web web/generated/guide-table.json ## The pages: linter, types, unit tests, budgets, and Chromium against the running program
	scripts/node npm run --silent --prefix web lint
	scripts/node npm run --silent --prefix web check
	scripts/node npm run --silent --prefix web unit
	$(BUILD)
	scripts/node npm run --silent --prefix web e2e

pictures: tools web ## Pictures of every screen, for looking at, in .make/pictures
	cargo build --quiet --workspace --bins --example openapi
	scripts/node npm run --silent --prefix web pictures

cards: tools web ## The help cards of docs/cards, with pictures taken by the browser; as sheets for printing in .make/cards
	cargo build --quiet --workspace --bins --example openapi
	scripts/node npm run --silent --prefix web cards

upgrade: tools ## Data of earlier releases, taken over by this build on SQLite and on PostgreSQL
	$(BUILD)
	scripts/with-postgres $(PYTHON) -m unittest discover -s tests/upgrade -v

attack: tools ## Attacks on the running program from outside, all of them (10 minutes)
	cargo build --quiet -p sharedcourt
	$(PYTHON) tests/attack

attack-quick: tools ## The bounded part of them (90 seconds)
	$(BUILD)
	$(PYTHON) tests/attack --quick

bench: ## Figures, each beside its limit in the same run; and every visit by the guide and by the law
	cargo build --quiet --release -p sharedcourt
	scripts/with-postgres cargo bench --quiet -p sharedcourt-tests
	cargo bench --quiet -p sharedcourt-law
	cargo run --quiet --release -p sharedcourt-papers --example time

bench-pages: tools web ## The pages on a slow line and a slow device, each figure beside its limit; on a machine that does nothing else
	cargo build --quiet --release -p sharedcourt
	PROFILE=release scripts/node npm run --silent --prefix web bench

audit-dependencies: ## Licences, sources and, where DENY_DB names a copy of the database, advisories
	scripts/audit-dependencies

tools: .make/tools ## Fetch what the tests need from the package registries
.make/tools: scripts/tools tests/clients/package.json tests/clients/requirements.txt
	scripts/tools
	@touch $@

clean: ## Remove what was built and fetched
	cargo clean
	rm -rf .make tests/clients/node_modules web/node_modules web/generated web/dist/files web/dist/site.json
