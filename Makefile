# `make certify` and `make test` are all a newcomer needs; everything else is `cargo run -- --help`.

.PHONY: certify test hosts grade fuzz bench browser node lint

certify: browser
	cargo build --locked
	./target/debug/minicert run

test: browser node
	cargo test --locked

# The hosts from npm against their reviewed results, whole; `make test` does storage and the call protocol.
hosts: browser node
	cargo test --locked --test npm_hosts -- --include-ignored

# Every fault against the suite; `make test` grades a sample. An interrupted grading goes on with RESUME=--resume.
grade: browser
	cargo build --locked
	./target/debug/minicert kill --out out/kill $(RESUME)

# What strangers write, read under fuzzing: a minute for each target. Needs the nightly compiler and cargo-fuzz.
fuzz:
	for target in transcript manifest case capability value; do \
	  cargo +nightly fuzz run --fuzz-dir harness/fuzz $$target -- -max_total_time=60 -rss_limit_mb=2048 -timeout=10 || exit 1; \
	done

# The same small cases by minicert and by others, with the ratios: harness/bench/README.md.
bench: browser node
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix harness/bench --no-fund --no-audit
	cargo bench --locked --profile dev --bench speed

lint:
	cargo run --locked -- lint --root .

# Installs Chromium and its driver where they are missing, and says so first.
browser:
	@if ! command -v chromedriver >/dev/null || ! { command -v chromium || command -v google-chrome; } >/dev/null; then \
	  echo "Chromium or ChromeDriver is missing: installing the packages chromium and chromium-driver with apt-get"; \
	  sudo=$$(command -v sudo || true); if [ "$$(id -u)" = 0 ]; then sudo=; fi; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium chromium-driver; \
	fi

# The tests certify two hosts that are installed from npm.
node:
	@if ! command -v npm >/dev/null; then \
	  echo "Node.js is missing: installing the packages nodejs and npm with apt-get"; \
	  sudo=$$(command -v sudo || true); if [ "$$(id -u)" = 0 ]; then sudo=; fi; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq nodejs npm; \
	fi
