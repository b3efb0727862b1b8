//! File trees as gzipped tar archives: reproducible when written, bounded and path-safe when read.
