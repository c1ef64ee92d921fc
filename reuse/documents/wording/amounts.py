"""Amounts in French words, as a receipt for French tax law writes them whatever the reader's language.

Not the library num2words, which is a hundred languages and brings the unmaintained docopt; the spelling is that of 1990,
hyphens everywhere, so that the few rules have no exception.
"""

_SMALL = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
_LARGE = ((1_000_000_000, "milliard"), (1_000_000, "million"))
MOST = 10**12 - 1  # of euros


def in_words(number: int) -> str:
    """1 281 → mille-deux-cent-quatre-vingt-un."""
    if not 0 <= number <= MOST:
        raise ValueError(number)
    if number < 20:
        return _SMALL[number]
    words: list[str] = []
    for size, name in _LARGE:
        count, number = divmod(number, size)
        if count:
            words += [*_below_thousand(count), f"{name}s" if count > 1 else name]
    thousands, number = divmod(number, 1000)
    if thousands:
        words += [*(_below_thousand(thousands, is_last=False) if thousands > 1 else []), "mille"]
    return "-".join([*words, *_below_thousand(number)])


def _below_thousand(number: int, *, is_last: bool = True) -> list[str]:
    """`is_last`: before a noun, or at the end, cent and vingt take their s; before mille they do not."""
    hundreds, rest = divmod(number, 100)
    words = []
    if hundreds:
        plural = "s" if hundreds > 1 and not rest and is_last else ""
        words = [*([_SMALL[hundreds]] if hundreds > 1 else []), f"cent{plural}"]
    return words + _below_hundred(rest, is_last=is_last)


def _below_hundred(number: int, *, is_last: bool) -> list[str]:
    if number == 0:
        return []
    if number < 20:
        return [_SMALL[number]]
    if number >= 80:
        rest = number - 80
        return ["quatre", "vingt" if rest or not is_last else "vingts", *([_SMALL[rest]] if rest else [])]
    tens = number // 10 * 10 if number < 60 else 60
    rest = number - tens
    link = ["et"] if rest in (1, 11) else []
    return [_TENS[tens], *link, *([_SMALL[rest]] if rest else [])]


def euros_in_words(cents: int) -> str:
    """1 234,50 € → mille-deux-cent-trente-quatre euros et cinquante centimes."""
    whole, part = divmod(cents, 100)
    unit = "euros" if whole > 1 else "euro"
    of = "d’" if whole >= 1_000_000 and whole % 1_000_000 == 0 else ""
    euros = f"{in_words(whole)} {of}{unit}"
    if not part:
        return euros
    parts = f"{in_words(part)} {'centimes' if part > 1 else 'centime'}"
    return f"{euros} et {parts}" if whole else parts
