"""Benchmarks: `make bench`. Each prints ratios measured in one run; nothing here is a test."""
