# Each target makes its own .venv when that is missing or older than the requirements.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

# What an operator would set, for checks that look at a deployment's settings.
DEPLOYED := SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ \
	ALTEGIO_PARTNER_TOKEN=sandbox ALTEGIO_LOCATION_IDS=4564 ALLOWED_HOSTS=book.example.com

.PHONY: demo test test-fast test-browser browsers screenshots fuzz soak simulate bench lighthouse check messages format clean

demo: $(READY)  ## serve the walk with a pretend Altegio: http://localhost:8000
	$(BIN)/python manage.py demo $(if $(PORT),--port $(PORT))

test: test-fast test-browser  ## everything

test-fast: $(READY)
	$(BIN)/python -m pytest -m "not browser and not engines" -n 4 --dist loadgroup

test-browser: $(READY)
	$(BIN)/python -m pytest -m browser -n 2

browsers: $(READY)  ## a booking in a frame in three engines, whatever cookies they keep; needs packages that it names
	REQUIRE_ALL=1 $(BIN)/python -m pytest tests/engines -m engines

screenshots: $(READY)  ## of every page, or of those named in ONLY, for a person to look at: screenshots/index.html
	$(BIN)/python -m tests.browser.screenshots $(ONLY)

fuzz: $(READY)  ## other requests and answers than `make test` tries: FUZZ_EXAMPLES of them for each test, 2000 unless set
	FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-2000} $(BIN)/python -m pytest tests/fuzz -n 2 -o timeout=0

soak: $(READY)  ## MINUTES (10) of visitors, bookings and faults before PROCESSES (1), and what is left of memory and connections
	$(BIN)/python -m tests.soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(PROCESSES),--processes $(PROCESSES))

simulate: $(READY)  ## what visitors get at 100 to 100,000 an hour, step of growth by step, under Altegio's limit: a table
	$(BIN)/python -m tests.benchmarks.simulation $(if $(SEED),--seed $(SEED))

bench: $(READY)  ## throughput, waits behind a slow Altegio and memory, beside views that do nothing: ten minutes, a table
	$(BIN)/python -m tests.benchmarks.bench $(if $(QUICK),--quick)

lighthouse: $(READY)  ## what Lighthouse says of each page on a phone, median of RUNS (5), and how fast they are in a frame; needs Node.js
	$(BIN)/python -m tests.benchmarks.lighthouse $(if $(RUNS),--runs $(RUNS))

check: $(READY)  ## lint, types, import rules, templates, messages, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive widget booking_site
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/python -m pytest -q -p no:randomly tests/test_templates.py tests/test_messages.py
	$(DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING

messages: $(READY)  ## bring the catalogues up to date with the code
	$(BIN)/python manage.py messages

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade $$(git ls-files 'templates/*.html')

clean:
	rm -rf $(VENV) staticfiles .mypy_cache .pytest_cache .ruff_cache

$(READY): requirements.txt requirements-dev.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
