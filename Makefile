# DINrail. `make help` lists what there is; the work is done by compose/scripts/.
SCRIPTS := compose/scripts
export DINRAIL_STARTED := $(shell date +%s)

.DEFAULT_GOAL := help
.PHONY: help up run demo hog down panic backup restore logs test lint bench bench-router bench-history bench-ui images lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## start DINrail: engine, images, settings, base stack; prints address and login
	@$(SCRIPTS)/up.sh

run: ## without Docker: broker, router, gateway, browser application and adapters as processes, until Ctrl-C
	@$(SCRIPTS)/run.sh

demo: ## `make up` plus simulated PLCs and inverters, their instances and routes between them
	@$(SCRIPTS)/demo.sh

hog: ## an adapter that misbehaves on request, to see limits and watchdog at work; then add an instance of type Hog
	@$(SCRIPTS)/hog.sh

down: ## stop and remove the containers; config/ and volumes stay
	@$(SCRIPTS)/down.sh

panic: ## emergency stop of all hardware connections; ARGS="--level writes", "reset" or "status"
	@$(SCRIPTS)/panic.sh $(ARGS)

backup: ## write a backup; TO=FILE: also there; ARGS="--note TEXT" or "list"
	@$(SCRIPTS)/backup.sh $(if $(filter list,$(ARGS)),list,create $(if $(TO),--to "$(TO)") $(ARGS))

restore: ## put back what differs from a backup; FILE=name or path; ARGS="--dry-run" or "--item SECTION/ITEM"
	@$(SCRIPTS)/backup.sh restore "$(FILE)" $(ARGS)

logs: ## follow the logs of the parts; INSTANCE=<id> those of one instance
	@$(SCRIPTS)/logs.sh $(INSTANCE)

test: ## everything CI runs, in the test image; STAGES="sdk e2e" picks some
	@$(SCRIPTS)/test.sh $(STAGES)

lint: ## ruff, mypy, shellcheck, TypeScript only
	@$(SCRIPTS)/test.sh lint ui-lint

bench: ## benchmarks, as JSON lines; BENCH="name" picks some
	@$(SCRIPTS)/test.sh --bench $(BENCH)

bench-router: ## what a routed message costs, how late it is, what a flood does; ratios within one run
	@$(SCRIPTS)/test.sh --bench router

bench-history: ## what the history costs: ingest, bytes per sample, questions
	@$(SCRIPTS)/test.sh --bench history

bench-ui: ## a page of 60 live widgets in Chromium: frames, memory, JavaScript, first view
	@$(SCRIPTS)/test.sh --bench ui

images: ## build all images (DINRAIL_REFRESH=1: with today's packages)
	@$(SCRIPTS)/engine.sh && $(SCRIPTS)/images.sh

lock: ## write the requirements.lock files anew
	@$(SCRIPTS)/engine.sh && $(SCRIPTS)/bases.sh python node && $(SCRIPTS)/lock.sh

clean: ## remove containers, volumes and images of the project; asks unless FORCE=1
	@$(SCRIPTS)/clean.sh
