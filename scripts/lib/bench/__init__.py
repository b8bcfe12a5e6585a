"""What `make bench` measures with. What it measures stands in tests/bench."""
