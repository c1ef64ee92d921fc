"""A made-up network with a year of history, made through the real verbs."""
