"""Figures as files, one module per subject."""
