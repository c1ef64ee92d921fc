"""Pages that show figures, for everyone, for a donor, for a public body; one module per subject."""
