"""An app of kinds of work that only tests know."""
