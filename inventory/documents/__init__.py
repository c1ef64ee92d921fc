"""Draws the documents of the workshop; importing it registers their renderers. Each module states its facts."""

__all__ = []
