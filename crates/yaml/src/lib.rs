//! YAML as Go programs read and write it, with positions.
