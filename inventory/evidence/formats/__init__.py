"""One module per family of formats, each with its recogniser and its parser."""
