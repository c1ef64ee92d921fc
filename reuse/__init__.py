"""Reuse: logistics for giving computers a second life with people who need one."""

__version__ = "0.1.0"
