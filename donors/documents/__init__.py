"""The papers of a batch between its two parties; importing this package registers what draws them."""

from donors.documents import agreement, receipt

__all__ = ["agreement", "receipt"]
