"""Why a file cannot be imported, in one sentence for the donor."""


class Refused(Exception):
    """Nothing of the file is read; the message is the sentence shown."""
