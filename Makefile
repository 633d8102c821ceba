# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
DATA ?= sharedcourt-data
LISTEN ?= 127.0.0.1:8080
PYTHON := .make/python/bin/python
BUF := tests/clients/node_modules/.bin/buf

.PHONY: help run cluster test lint check unit clients attack attack-quick bench audit-dependencies tools clean
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 24

run: ## Start the demonstration network; prints where to go and how to play the three roles
	cargo build -p sharedcourt
	target/debug/sharedcourt serve --demo --data $(DATA) --listen $(LISTEN)

cluster: tools ## Two replicas of every service and a gateway on PostgreSQL and Redis, all thrown away at the end
	cargo build --quiet -p sharedcourt
	LISTEN=$(LISTEN) scripts/with-postgres scripts/cluster

STAGES := lint check unit clients attack-quick
test: ## Everything: lints, manifests, unit and end-to-end tests on both databases, foreign clients, quick attacks; prints each stage's time
	@for stage in $(STAGES); do \
		start=$$(date +%s); $(MAKE) --no-print-directory $$stage || exit 1; \
		echo "$$stage took $$(( $$(date +%s) - start )) s"; \
	done
	@echo "all tests passed"

lint: tools ## Formatting, clippy and the contract; warnings are errors
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	cd proto && ../$(BUF) lint

check: tools ## The Dockerfile, and the manifests of k8s/ against the schemas of Kubernetes and the rules of the house
	.make/python/bin/hadolint Dockerfile
	scripts/check-k8s base
	scripts/check-k8s overlays/dev
	scripts/check-k8s overlays/prod --replicas 2

# The program beside its tests, in one graph of features: nothing is compiled twice.
BUILD := cargo build --quiet --workspace --bins --tests

unit: tools ## Rust tests, on SQLite and on PostgreSQL and Redis of their own
	$(BUILD)
	scripts/with-postgres cargo test --workspace --quiet
	cargo test --quiet --release -p sharedcourt-law --test overflow

clients: tools ## The main job by grpcio, buf curl and curl; REST by schemathesis; evidence in an S3 store, and by a client that resumes
	$(BUILD)
	$(PYTHON) -m unittest discover -s tests/clients -v

attack: tools ## Attacks on the running program from outside, all of them (10 minutes)
	cargo build --quiet -p sharedcourt
	$(PYTHON) tests/attack

attack-quick: tools ## The bounded part of them (90 seconds)
	$(BUILD)
	$(PYTHON) tests/attack --quick

bench: ## Figures, each beside its limit in the same run
	cargo build --quiet --release -p sharedcourt
	scripts/with-postgres cargo bench --quiet -p sharedcourt-tests
	cargo bench --quiet -p sharedcourt-law
	cargo run --quiet --release -p sharedcourt-papers --example time

audit-dependencies: ## Licences, sources and, where DENY_DB names a copy of the database, advisories
	scripts/audit-dependencies

tools: .make/tools ## Fetch what the tests need from the package registries
.make/tools: scripts/tools tests/clients/package.json tests/clients/requirements.txt
	scripts/tools
	@touch $@

clean: ## Remove what was built and fetched
	cargo clean
	rm -rf .make tests/clients/node_modules
