"""The pages on which a donor prepares a batch, and a list is checked before it is imported."""
