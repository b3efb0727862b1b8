# A menu; the work is in cargo and cargo xtask.

# Everything that a change must pass
check:
    cargo xtask check

# The whole CI, as on a fresh machine
ci:
    .ci/run

# The tests alone
test:
    cargo test --workspace

# Take over what the tests print as expected
bless:
    cargo xtask bless

# Write completions, man pages and docs/cli.md anew
generate:
    cargo xtask generate

# Compare speed and memory with the real programs
bench:
    cargo bench --profile ci
