//! The `minicert` command. Everything it does is in the library; see `harness/README.md`.

use std::process::ExitCode;

fn main() -> ExitCode {
    minicert::cli::main()
}
