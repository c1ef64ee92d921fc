"""Recognises and parses hardware inventories and erasure reports; knows no database and never raises on a file."""

from inventory.evidence.archives import Archive, Member, is_archive
from inventory.evidence.facts import DeviceFacts, ErasureFact, Evidence, Specs, StorageFact
from inventory.evidence.reading import read, read_file
from inventory.evidence.source import Unreadable

__all__ = [
    "Archive",
    "DeviceFacts",
    "ErasureFact",
    "Evidence",
    "Member",
    "Specs",
    "StorageFact",
    "Unreadable",
    "is_archive",
    "read",
    "read_file",
]
