# Each target is a script of the same name; scripts/README.md is their index.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help demo up down psql install sql test test-model bench installcheck fmt lint env clean

# What a caller may set on make's command line, and the scripts read.
export PG_CONFIG PREFIX PORT SERVER SUITE TEST ACCEPT CLEAN CASES STEPS SEED TALLY VERIFY QUICK ONLY GROWTH_ROWS PARTIAL EDITION

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 16
	@echo
	@echo '  make test SUITE=regress TEST=name    one suite, one test; SERVER=18 on that server only;'
	@echo '                                       ACCEPT=1 makes what it printed what is expected'
	@echo '  make up PORT=5433                    on that port; make down CLEAN=1 forgets the data too'

demo: ## the main job, shown on a throwaway embedded PostgreSQL 18
up: ## an embedded PostgreSQL 18 that stays, with the extension; prints its DATABASE_URL
down: ## stop what `make up` started; its data stays for the next one
psql: ## open the database of `make up`
install: ## into the server of PG_CONFIG=, and the CLI into PREFIX=/usr/local
sql: ## the SQL edition, which needs no library: target/sql/token_meter.sql
test: ## every test, on PostgreSQL 18 and on the system's 15; or on the one of PG_CONFIG=
test-model: ## 50,000 random sequences against the model of the rules; CASES=, SEED= as it printed
bench: ## ratios beside other ways to meter; QUICK=1 in 3 minutes; ONLY=name, GROWTH_ROWS=
installcheck: ## the regress tests against the running server that PGHOST, PGPORT ... name
fmt: ## format the Rust code
lint: ## cargo fmt --check and clippy, warnings are errors
env: ## the environment for building by hand: eval "$(make -s env)"
clean: ## remove throwaway clusters, test results and logs

demo up down psql install sql test test-model bench installcheck fmt lint env clean:
	@$(PYTHON) scripts/$@.py
