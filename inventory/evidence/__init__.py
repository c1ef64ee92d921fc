"""Recognises and parses hardware inventories and erasure reports; knows no database and never raises on a file."""

from inventory.evidence.bundles import Bundle, Report
from inventory.evidence.facts import DeviceFacts, ErasureFact, Evidence, Specs
from inventory.evidence.reading import read, read_file

__all__ = [
    "Bundle",
    "DeviceFacts",
    "ErasureFact",
    "Evidence",
    "Report",
    "Specs",
    "read",
    "read_file",
]
