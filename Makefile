# `make certify` and `make test` are all a newcomer needs; everything else is `cargo run -- --help`.

.PHONY: certify test browser lint

certify: browser
	cargo build --locked
	./target/debug/minicert run

test: browser
	cargo test --locked

lint:
	cargo run --locked -- lint --root .

# Installs Chromium and its driver where they are missing, and says so first.
browser:
	@if ! command -v chromedriver >/dev/null || ! { command -v chromium || command -v google-chrome; } >/dev/null; then \
	  echo "Chromium or ChromeDriver is missing: installing the packages chromium and chromium-driver with apt-get"; \
	  sudo=$$(command -v sudo || true); if [ "$$(id -u)" = 0 ]; then sudo=; fi; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium chromium-driver; \
	fi
