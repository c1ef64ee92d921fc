"""What people type or send for targets, read: territories, and lists of declared totals."""
