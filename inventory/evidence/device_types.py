"""The type codes of a device, out of the words that firmware and tools use for a chassis."""

import re

WORDS = (
    ("all_in_one", r"all[\s_-]*in[\s_-]*one"),
    ("tablet", r"tablet|detachable"),
    ("smartphone", r"smart\s*phone|cell\s*phone|\bphone\b|^mobile$"),
    ("monitor", r"monitor|\bdisplay\b|television"),
    ("printer", r"printer|imprimante"),
    ("network", r"network|\bswitch\b|\brouter\b|\bwifi\b|access point|firewall"),
    ("laptop", r"laptop|notebook|netbook|portable|convertible"),
    ("server", r"server|rack|blade"),
    (
        "desktop",
        r"desktop|tower|low[\s-]*profile|pizza|space-?saving|lunch\s*box|mini[\s-]*pc|stick[\s-]*pc|thin\s*client|nettop|\bfixe\b",
    ),
)
# Apple's names tell the kind of machine; its firmware does not always.
APPLE = (
    ("all_in_one", r"\biMac"),
    ("laptop", r"\b(MacBook|PowerBook|iBook)"),
    ("desktop", r"\b(Mac ?mini|Mac ?Pro\b|MacPro|Mac ?Studio|PowerMac|Mac\d)"),
    ("smartphone", r"\biPhone"),
    ("tablet", r"\biPad"),
)
# SMBIOS chassis type numbers, as Windows and inxi print them.
NUMBERS = {
    **dict.fromkeys((3, 4, 5, 6, 7, 15, 16, 24, 35, 36), "desktop"),
    **dict.fromkeys((8, 9, 10, 14, 31), "laptop"),
    **dict.fromkeys((17, 23, 28, 29), "server"),
    **dict.fromkeys((30, 32), "tablet"),
    13: "all_in_one",
}


def type_of(*chassis: str | None, model: str | None = None) -> str | None:
    """The code of an Apple model, else of the first text that names a chassis; None when none does."""
    named = [code for code, pattern in APPLE if model and re.search(pattern, model, re.IGNORECASE)]
    found = [
        code
        for text in chassis
        for code, pattern in WORDS
        if text and re.search(pattern, text, re.IGNORECASE)
    ]
    return next(iter(named + found), None)


def type_of_number(text: str | None) -> str | None:
    number = re.search(r"\d+", text or "")
    return NUMBERS.get(int(number.group())) if number else None
