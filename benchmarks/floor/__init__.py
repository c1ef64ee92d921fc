"""The least Django can do for a scan: one view that locks a row, updates it and inserts an event. The floor of `scan`."""
