# Needs Python 3.11 and make; everything else is fetched into .venv. `make help` says what there is.
.PHONY: help env run test quick lint bench audit clean dev lock

# a second start reads what the first one compiled
unexport PYTHONDONTWRITEBYTECODE

PYTEST = .venv/bin/python -m pytest

help:
	@echo "make run     try Komek out: http://127.0.0.1:8000 (PORT and KOMEK_DATA may be set)"
	@echo "make env     only the environment: .venv with the komek command in it"
	@echo "make test    everything that must hold"
	@echo "make quick   what a minute can tell"
	@echo "make lint    style, types, imports, templates"
	@echo "make bench   measure; writes docs/benchmarks.md"
	@echo "make audit   what Lighthouse says of the public pages; writes docs/audit.md (needs npm)"
	@echo "make clean   remove what tests and tools left (not .venv, not the data)"

env:
	@sh requirements/install run

run: env
	@exec .venv/bin/komek run --follow

dev:
	@sh requirements/install dev

test: dev
	@sh requirements/system
	@$(PYTEST) -n 2 --dist loadgroup

quick: dev
	@$(PYTEST) -n 2 --dist loadgroup -q -m "not slow and not journey and not leak and not attack"

lint: dev
	@$(PYTEST) -q tests/architecture/test_lint.py

bench: dev
	@.venv/bin/python -m bench

audit: dev
	@sh requirements/system
	@.venv/bin/python -m bench.audit

clean:
	@rm -rf .komek-test .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results build
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

lock: dev
	@.venv/bin/uv pip compile -q pyproject.toml --generate-hashes --no-annotate --no-header --no-emit-index-url -o requirements/run.lock
	@.venv/bin/uv pip compile -q pyproject.toml --extra dev --generate-hashes --no-annotate --no-header --no-emit-index-url -c requirements/run.lock -o requirements/dev.lock
