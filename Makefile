# Two commands: `make demo` and `make test`. CI calls test and journeys, and nothing else.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: venv-otherwise help setup setup-dev demo test check journeys bench fmt lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

# --- set-up: each stamp is redone only when its list changes, so that a second call needs no network
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Maillage demande Python 3.11 ou plus récent. Indiquez-le ainsi : make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(MAKE) --no-print-directory venv-otherwise

# Debian parts venv from Python: borrow the system's pip, else install the missing package where we may
venv-otherwise:
	@rm -rf $(VENV)
	@if $(PYTHON) -m pip --version >/dev/null 2>&1; then \
	  $(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(VENV)/bin/python install -q pip; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installation de python3-venv…"; apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv $(VENV); \
	else \
	  echo "Python ne sait pas créer d’environnement ici. Sous Debian : sudo apt-get install python3-venv" >&2; exit 1; \
	fi

$(VENV)/.runtime: requirements/runtime.txt requirements/data.txt | $(VENV)/bin/python
	@echo "Installation des bibliothèques Python…"
	@$(RUN) -m pip install -q --disable-pip-version-check -r requirements/runtime.txt
	@$(RUN) -m pip install -q --disable-pip-version-check --no-deps -r requirements/data.txt
	@$(RUN) -c "import site; open(site.getsitepackages()[0] + '/maillage.pth', 'w').write('$(CURDIR)/src')"
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@echo "Installation des outils de test…"
	@$(RUN) -m pip install -q --disable-pip-version-check -r requirements/dev.txt
	@touch $@

node_modules/.installed: package-lock.json | $(VENV)/.runtime
	@echo "Installation des polices, de l’éditeur et des données de territoire…"
	@command -v npm >/dev/null 2>&1 || $(RUN) -m pip install -q --disable-pip-version-check -r requirements/node.txt
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

setup: $(VENV)/.runtime node_modules/.installed ## what the product needs to run
setup-dev: setup $(VENV)/.dev ## and what its tests need

# --- the two commands
demo: setup ## set everything up and serve the demonstration (PORT=8000)
	@PORT=$(PORT) $(RUN) -m maillage demo

test: check ## everything that CI asks of the code
	@$(RUN) -m pytest -n 2

# --- the rest
check: setup-dev ## style, import contracts, migrations, settings
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/lint-imports --no-cache
	@MAILLAGE_DATA=var/check $(RUN) -m maillage makemigrations --check --dry-run -v 0
	@MAILLAGE_DATA=var/check $(RUN) -m maillage check --deploy --fail-level WARNING

journeys: setup-dev ## the demo in a real browser: screens, keyboard, axe
	@$(RUN) -m pytest tests/journeys -p no:randomly -o addopts="--strict-markers -q"

bench: setup-dev ## measures that anyone can run again
	@$(RUN) bench/territories.py
	@$(RUN) bench/law.py
	@$(RUN) bench/feeds.py
	@$(RUN) bench/calibration.py
	@$(RUN) bench/letters.py
	@$(RUN) bench/outreach.py
	@$(RUN) bench/contacts.py
	@$(RUN) bench/meetings.py

fmt: setup-dev ## put the code in shape
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

lock: setup-dev ## rewrite requirements/*.txt from pyproject.toml
	@$(RUN) -m pip install -q --disable-pip-version-check uv
	@$(VENV)/bin/uv pip compile -q pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --no-annotate -o requirements/runtime.txt
	@$(VENV)/bin/uv pip compile -q pyproject.toml --group dev --python-version 3.11 --universal --generate-hashes --no-header --no-annotate -o requirements/dev.txt

clean: ## forget everything that was set up, data included
	rm -rf $(VENV) node_modules var
