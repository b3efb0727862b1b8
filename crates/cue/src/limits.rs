//! Limits that keep hostile input from exhausting memory, stack or time.

/// Bounds on what one evaluation may use. Every limit has its own error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one source file.
    pub source_bytes: usize,
    /// Bytes of all source files together.
    pub total_source_bytes: usize,
    /// Tokens of all source files together.
    pub tokens: usize,
    /// Nesting of brackets and expressions in a source.
    pub nesting: u32,
    /// Length of a chain of binary operators or selectors.
    pub chain: u32,
    /// Values of one evaluation, those needed on the way among them.
    pub vertices: usize,
    /// Bytes of what one evaluation holds at a time, as far as it can tell.
    pub memory_bytes: usize,
    /// Steps of one evaluation.
    pub steps: u64,
    /// Partial results of one product of disjunctions.
    pub disjuncts: usize,
    /// Elements of a list or fields of a struct that a program makes.
    pub elements: usize,
    /// Bytes of one string.
    pub string_bytes: usize,
    /// Bytes of all strings a program makes.
    pub total_string_bytes: usize,
    /// Bytes of one compiled regular expression.
    pub regex_bytes: usize,
    /// Depth of exported data and of evaluated structs.
    pub depth: usize,
    /// Bytes of exported text.
    pub export_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 8 << 20,
            total_source_bytes: 64 << 20,
            tokens: 1_000_000,
            nesting: 256,
            chain: 4096,
            vertices: 600_000,
            memory_bytes: 192 << 20,
            steps: 15_000_000,
            disjuncts: 4096,
            elements: 500_000,
            string_bytes: 16 << 20,
            total_string_bytes: 256 << 20,
            regex_bytes: 1 << 20,
            depth: 512,
            export_bytes: 64 << 20,
        }
    }
}
