# Guichet. `make help` lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 5005
BIN := .venv/bin
INSTALLED := .venv/.installed
TRAINED := models/.trained
AXE := tests/web/node_modules/.package-lock.json
LEARNS_FROM := config.yml domain.yml bot/nlu/cues.yml bot/nlu/neither.yml bot/nlu/short.yml $(wildcard data/nlu/*/*.yml data/stories/*.yml bot/nlu/*.py)

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS := ignore
# What is imported is compiled once, not at each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install train run shell answers nlu-report test lint clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: $(INSTALLED) ## install everything into .venv

$(INSTALLED): pyproject.toml uv.lock scripts/install.sh scripts/uv-requirements.txt
	@scripts/install.sh
	@touch $@

train: $(TRAINED) ## train the model, if data, domain or config changed

$(TRAINED): $(INSTALLED) $(LEARNS_FROM)
	@scripts/step.sh "Training the model (about a minute)" build/train.log $(BIN)/python -m bot.light train --skip-validation --fixed-model-name guichet
	@touch $@

run: $(TRAINED) ## start the assistant (PORT=5005)
	@$(BIN)/guichet run --port $(PORT)

shell: $(TRAINED) ## talk to it in the terminal
	@$(BIN)/guichet check --quiet
	@$(BIN)/rasa shell --port $(PORT)

answers: $(INSTALLED) ## write the answer book, docs/answers, after a change of facts or words
	@$(BIN)/guichet answers

nlu-report: $(TRAINED) ## how well it understands messages that it has not seen
	@$(BIN)/python -m tests.nlu.report

$(AXE): tests/web/package-lock.json
	@npm ci --prefix tests/web --no-audit --no-fund --silent

test: $(TRAINED) $(AXE) ## run all tests
	@$(BIN)/guichet check
	@$(BIN)/guichet answers --check
	@$(BIN)/rasa data validate > build/validate.log 2>&1 || { cat build/validate.log; exit 1; }
	@scripts/step.sh "Testing the rules" build/policies.log $(BIN)/rasa test core -s tests/policies --fail-on-prediction-errors --out build/policies
	@$(BIN)/pytest

lint: $(INSTALLED) ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean: ## remove what is built and trained, keep .venv
	@rm -rf models build .rasa .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
