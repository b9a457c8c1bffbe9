# `make certify` and `make test` are all a newcomer needs; everything else is `cargo run -- --help`.

.PHONY: certify test hosts webkit grade fuzz bench browser shell firefox node lint

certify: browser
	cargo build --locked
	./target/debug/minicert run

test: browser shell firefox node
	cargo test --locked

# The hosts from npm against their reviewed results, whole, and the shape behind a server from npm; `make test` does storage and
# the call protocol of the quicker ones.
hosts: browser node
	cargo test --locked --test npm_hosts --test shapes -- --include-ignored

# The reference host in WebKitGTK, on a display that nobody looks at; `make test` does the same in Firefox.
webkit:
	@if ! command -v WebKitWebDriver >/dev/null || ! command -v Xvfb >/dev/null; then \
	  echo "WebKitWebDriver or Xvfb is missing: installing the packages webkit2gtk-driver and xvfb with apt-get"; \
	  sudo=$$(command -v sudo || true); if [ "$$(id -u)" = 0 ]; then sudo=; fi; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq webkit2gtk-driver xvfb; \
	fi
	cargo test --locked --test engines -- --ignored webkit

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

# Chromium's engine without the browser around it.
shell:
	@if ! [ -x /usr/bin/chromium-headless-shell ]; then \
	  echo "Chromium's headless shell is missing: installing the package chromium-headless-shell with apt-get"; \
	  sudo=$$(command -v sudo || true); if [ "$$(id -u)" = 0 ]; then sudo=; fi; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium-headless-shell; \
	fi

# Where minicert looks for a driver of which the system has no package.
ENGINES = $(HOME)/.cache/minicert/engines

# Installs Firefox and its driver where they are missing, and says so first.
firefox:
	@if ! { command -v firefox-esr || command -v firefox; } >/dev/null; then \
	  echo "Firefox is missing: installing the package firefox-esr with apt-get"; \
	  sudo=$$(command -v sudo || true); if [ "$$(id -u)" = 0 ]; then sudo=; fi; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq firefox-esr; \
	fi
	@if ! command -v geckodriver >/dev/null && [ -z "$$GECKODRIVER" ] && [ ! -x "$(ENGINES)/bin/geckodriver" ]; then \
	  echo "geckodriver is missing: building it from crates.io into $(ENGINES), which takes some minutes"; \
	  cargo install geckodriver --locked --root "$(ENGINES)"; \
	fi

# The tests certify hosts that are installed from npm.
node:
	@if ! command -v npm >/dev/null; then \
	  echo "Node.js is missing: installing the packages nodejs and npm with apt-get"; \
	  sudo=$$(command -v sudo || true); if [ "$$(id -u)" = 0 ]; then sudo=; fi; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq nodejs npm; \
	fi
