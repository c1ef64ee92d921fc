"""What a text may have been before a wrong keyboard layout or caps lock."""

# What a key gives on a French AZERTY keyboard when the scanner thinks it types on a US QWERTY one, and back.
US = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"
AZERTY = "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%WXCVBN?./§"
QWERTZ = '^1234567890ß´qwertzuiopü+asdfghjklöäyxcvbnm,.-°!"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄYXCVBNM;:_'
FLIPPED = US[len(US) // 2 :] + US[: len(US) // 2]  # each key with and without Shift, the other way round
LAYOUTS = {
    "azerty": str.maketrans(AZERTY, US),
    "qwertz": str.maketrans(QWERTZ, US),
}
# On these keyboards caps lock may shift every key, not only letters (Windows, French and German).
LOCKED_LAYOUTS = {
    "azerty+lock": str.maketrans(AZERTY, FLIPPED),
    "qwertz+lock": str.maketrans(QWERTZ, FLIPPED),
    "lock": str.maketrans(
        AZERTY, AZERTY[len(AZERTY) // 2 :] + AZERTY[: len(AZERTY) // 2]
    ),  # rightly set to French
}


def with_caps(text: str) -> str:
    """The text as caps lock turns it: letter by letter (Python would make two of a sharp s)."""
    return "".join(letter.swapcase() if letter != "ß" else letter for letter in text)


def readings(text: str) -> list[tuple[str, str]]:
    """What the text may have been before a wrong layout or caps lock: pairs (repaired text, name of the fault).

    The text itself comes first, with an empty fault.
    """
    found = {text: ""}
    for fault, table in LAYOUTS.items():
        for variant, more in ((text, ""), (with_caps(text), "+caps")):
            found.setdefault(variant.translate(table), fault + more)
    for fault, table in LOCKED_LAYOUTS.items():
        found.setdefault(text.translate(table), fault)
    found.setdefault(with_caps(text), "caps")
    return list(found.items())
