"""Side-by-side measurements: ratios of medians in one process, rounds interleaved. Nothing here is a test."""
