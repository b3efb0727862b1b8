//! The binary `addon`.

use std::process::ExitCode;

fn main() -> ExitCode {
    vela_addon::run(std::env::args_os())
}
