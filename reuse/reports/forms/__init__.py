"""Forms of the reports, one module per subject."""
