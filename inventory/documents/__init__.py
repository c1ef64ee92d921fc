"""Draws the documents of the workshop; importing this package registers what draws them. Each module states its facts."""

from inventory.documents import erasure, reception, recycling, stocktake, transfer, transport

__all__ = ["erasure", "reception", "recycling", "stocktake", "transfer", "transport"]
