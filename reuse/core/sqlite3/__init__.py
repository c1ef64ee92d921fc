"""The embedded database, asked in as few statements as it takes."""
