"""Measurements of `make bench`: each module compares us with a reference in one interleaved run."""
