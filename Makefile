# Presumes Python 3.11 or newer with venv, and make. Everything else is installed by `make setup` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help setup environment modules types-of-scripts run test check pack bench plans screenshots lock browser

PYTHONS := python3.14 python3.13 python3.12 python3.11 python3
PYTHON := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# As in production: what `manage.py check --deploy` looks at. No server is reached.
PRODUCTION = env -u CLAIMDESK_DATA_DIR CLAIMDESK_LOCAL=0 CLAIMDESK_PACKED_STATIC=none CLAIMDESK_DEBUG=0 CLAIMDESK_ALLOWED_HOSTS=claimdesk.example \
	CLAIMDESK_SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))') \
	DATABASE_URL=postgresql:///claimdesk
# The same, for commands that only read the code.
READING = env CLAIMDESK_LOCAL=1 CLAIMDESK_SECRET_KEY=signs-nothing DATABASE_URL=postgresql:///claimdesk

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

setup: ## .venv with everything the lock file names; at once when it is there
	@cmp -s requirements-dev.lock .venv/installed.lock && $(PYTHON) -c '' 2>/dev/null \
		|| $(MAKE) --no-print-directory environment

environment:
	@chosen=; bare=; \
	for python in $(PYTHONS); do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null || continue; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then chosen=$$python; break; fi; \
		bare=$${bare:-$$python}; \
	done; \
	if [ -z "$$chosen" ] && [ -n "$$bare" ]; then \
		echo "make: $$bare has no venv module; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	elif [ -z "$$chosen" ]; then \
		echo "make: no Python 3.11 to 3.14 found as: $(PYTHONS)" >&2; exit 1; \
	fi; \
	$(PYTHON) -c '' 2>/dev/null || { echo "Making .venv with $$chosen"; "$$chosen" -m venv --clear .venv; }
	@echo "Installing what requirements-dev.lock names (a minute or two the first time)"
	@$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@cp requirements-dev.lock .venv/installed.lock

run: setup ## serve on this machine; Ctrl-C stops it. Options in ARGS, e.g. ARGS="--port 8080 --no-demo"
	@exec $(PYTHON) manage.py up $(ARGS)

test: setup modules browser ## the whole suite. Options in ARGS, e.g. ARGS="tests/domain -x"
	@exec $(PYTHON) -m pytest -n 2 --dist worksteal $(ARGS)

browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v "$$name" >/dev/null && exit 0; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; \
	else \
		echo "make: the browser tests need Chromium, and none is installed." >&2; \
		echo "  Debian: apt-get install chromium fonts-noto-core    Fedora: dnf install chromium" >&2; \
		echo "  Ubuntu: snap install chromium                       Arch: pacman -S chromium" >&2; \
		exit 1; \
	fi

check: setup modules ## everything that reads the code without running it
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(READING) $(PYTHON) -m mypy
	.venv/bin/lint-imports
	find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	@$(MAKE) --no-print-directory types-of-scripts
	@if [ -x .venv/bin/hadolint ]; then .venv/bin/hadolint Dockerfile; else echo "make: no hadolint for this system"; fi
	$(READING) $(PYTHON) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(READING) $(PYTHON) manage.py spectacular --validate --fail-on-warn --file /dev/null

# The certificates of the system, and not only those that Node brings along: some networks have one of their own.
modules: setup
	@cmp -s package-lock.json node_modules/installed.lock || { \
		NODE_USE_SYSTEM_CA=1 PATH="$$PWD/.venv/bin:$$PATH" .venv/bin/npm ci --no-audit --no-fund --loglevel=error \
		&& cp package-lock.json node_modules/installed.lock; }

types-of-scripts: modules
	.venv/bin/node node_modules/typescript/bin/tsc --project .

pack: modules ## scripts and style sheets, each with all that it imports in one file: for servers, before collectstatic
	@rm -rf packed && PATH="$$PWD/.venv/bin:$$PATH" .venv/bin/node pack.mjs packed

bench: setup pack ## the benchmarks
	@exec $(PYTHON) -m benchmarks $(ARGS)

screenshots: setup browser ## every page as a picture, into screenshots/. Options in ARGS, e.g. ARGS="--only workbench"
	@exec $(PYTHON) -m tests.screenshots $(ARGS)

plans: setup ## how the list of articles is found among 100,000; fails when a plan reads the articles themselves
	@exec $(PYTHON) -m benchmarks plans

lock: setup ## write the lock files anew from pyproject.toml
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header pyproject.toml --output-file requirements.lock
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group dev --constraints requirements.lock pyproject.toml --output-file requirements-dev.lock
