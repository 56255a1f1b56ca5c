"""What is fast, and how it grows: `make bench` measures and writes docs/benchmarks.md. Never a test."""
