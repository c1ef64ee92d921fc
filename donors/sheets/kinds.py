"""Tells what kind of device a donor's words mean, from a type cell, a model or a title."""

import re
from functools import lru_cache

from donors.sheets import words

CODES = (
    "laptop", "desktop", "all_in_one", "tablet", "smartphone", "feature_phone",
    "monitor", "printer", "server", "network", "peripheral", "other",
)  # fmt: skip
COMPUTER = "computer"  # said without telling a laptop from a desktop
SOFTWARE = "software"  # no device at all

# On a tie the first wins: "téléphone portable" is no laptop, "imprimante réseau" is a printer.
_TYPES = tuple((code, re.compile(pattern)) for code, pattern in (
    (SOFTWARE, r"\b(logiciels?|softwares?|licen[cs]es?|abonnements?|suite bureautique|antivirus)\b|^soft$"),
    ("peripheral", (r"telephones? (ip|fixes?|de bureau)|\bip phone|\bvoip|\bdect\b|dock|stations? (d )?accueil|clavier|souris|"
                   r"keyboard|\bmouse|\bmice|webcam|casque|headset|chargeur|charger|adaptateur|adapter|\bcables?\b|scanner|"
                   r"lecteur|onduleur|\bups\b|projecteur|projector|\bhubs?\b|sacoche|disques? (durs? )?externes?|peripheri|"
                   r"accessoire|accessor|enceinte|micro casque|replicateur")),
    ("printer", r"imprimante|printer|multifonction|copieur|copier|\bmfp\b|traceur|plotter|laserjet"),
    ("all_in_one", r"tout en un|all in one|\baio\b|\bimac\b|monobloc"),
    ("feature_phone", r"feature phone|telephones? (simples?|basiques?|a touches|classiques?)|gsm (simple|basique)|dumb ?phone"),
    ("smartphone", r"smart ?phone|iphone|\b(telephones?|tel)\b|\bphones?\b|\bmobiles?\b|\bgsm\b|cellphone|cellulaire|telephonie"),
    ("tablet", r"tablet|\bipads?\b|ardoise|\bpda\b"),
    ("laptop", r"portable|laptop|notebook|netbook|ultra ?book|ultraportable|chrome ?book|mac ?book|2 en 1|2 in 1|convertible"),
    ("monitor", r"\becrans?\b|moniteur|monitor|\bdisplays?\b|\bscreens?\b|televis|\btv\b"),
    ("server", r"serveur|server|\bnas\b"),
    ("network", r"switch|routeur|router|firewall|pare feu|borne|access point|points? d acces|reseau|network|modem|commutateur|wifi"),
    ("desktop", (r"desktop|\bfixes?\b|\bbureaux?\b|\btours?\b|\btower|unites? centrales?|\bucs?\b|mini ?pc|\bsff\b|\busff\b|"
                r"workstation|stations? (de )?travail|client leger|thin client|mac mini|\bnucs?\b|unite central")),
))  # fmt: skip
_COMPUTER = re.compile(r"\bpcs?\b|ordinateurs?|computers?|ordi\b|\bpostes?\b")

# Makers' product lines that leave no doubt.
_MODELS = tuple((code, re.compile(pattern)) for code, pattern in (
    ("all_in_one", r"\bimac\b|\bproone|eliteone|\baio\b|all in one"),
    ("tablet", r"\bipad|galaxy tab|surface (pro|go)|mediapad|matepad|lenovo tab\b|\btab [amp]\d"),
    ("smartphone", r"\biphone|galaxy (a|s|j|z|m|note|xcover) ?\w*\d|\bredmi\b|\bpixel \d|fairphone|oneplus|\bxperia|moto [ge]"),
    ("laptop", (r"latitude|thinkpad|elitebook|probook|macbook|zbook|vivobook|zenbook|ideapad|travelmate|lifebook|tecra|portege|"
               r"satellite|toughbook|chromebook|surface (laptop|book)|xps 1[3-7]|pavilion (x360|1[3-7])|envy (x360|1[3-7])|"
               r"inspiron 1[1-7]|vostro 1[3-7]|swift \d|\byoga\b|dynabook|laptop|notebook|\bhp 1[1-7]s")),
    ("desktop", (r"optiplex|thinkcentre|elitedesk|prodesk|mac mini|\bmac ?pro\b|thinkstation|esprimo|veriton|"
                r"compaq (dc|elite|pro) ?\d*|inspiron 3[67]\d\d|xps 8\d\d\d|precision t\d|desktop|ideacentre|\btrident\b|\baegis\b")),
    ("monitor", r"ultrasharp|elitedisplay|prodisplay|thinkvision|prolite|syncmaster|flatron|\bmonitor\b"),
    ("printer", r"laserjet|deskjet|officejet|ecotank|pixma|imagerunner|bizhub|versalink|ecosys|workforce|ir adv"),
    ("server", r"poweredge|proliant|thinksystem"),
    ("network", r"catalyst|procurve|fortigate|mikrotik|unifi"),
))  # fmt: skip

_MAKERS = {
    "hp": "HP", "hewlett packard": "HP", "hewlettpackard": "HP", "dell": "Dell", "lenovo": "Lenovo", "apple": "Apple", "acer": "Acer", "asus": "Asus",
    "asustek": "Asus", "samsung": "Samsung", "toshiba": "Toshiba", "fujitsu": "Fujitsu", "microsoft": "Microsoft",
    "msi": "MSI", "lg": "LG", "sony": "Sony", "huawei": "Huawei", "xiaomi": "Xiaomi", "iiyama": "Iiyama", "philips": "Philips",
    "aoc": "AOC", "benq": "BenQ", "viewsonic": "ViewSonic", "eizo": "Eizo", "nec": "NEC", "canon": "Canon", "epson": "Epson",
    "brother": "Brother", "xerox": "Xerox", "lexmark": "Lexmark", "ricoh": "Ricoh", "kyocera": "Kyocera", "cisco": "Cisco",
    "d link": "D-Link", "netgear": "Netgear", "nokia": "Nokia", "wiko": "Wiko", "oppo": "Oppo", "crosscall": "Crosscall",
    "fairphone": "Fairphone", "google": "Google", "motorola": "Motorola", "packard bell": "Packard Bell", "zebra": "Zebra",
}  # fmt: skip
_MAKERS_BY_LINE = {
    "latitude": "Dell", "optiplex": "Dell", "thinkpad": "Lenovo", "thinkcentre": "Lenovo", "elitebook": "HP",
    "probook": "HP", "elitedesk": "HP", "prodesk": "HP", "macbook": "Apple", "imac": "Apple", "iphone": "Apple", "ipad": "Apple",
}  # fmt: skip


@lru_cache(maxsize=4096)
def of_type(text: str) -> str | None:
    """Return the code a type cell means, `computer` and `software` included, or None."""
    if code := _CODE_KEYS.get(words.key(text)):
        return code
    folded = words.fold(text.lower())
    # What is named first counts: "UC + écran" is a computer, "chargeur de portable" a charger.
    found = [
        (match.start(), order)
        for order, (_, pattern) in enumerate(_TYPES)
        if (match := pattern.search(folded))
    ]
    if not found:
        return COMPUTER if _COMPUTER.search(folded) else None
    return _TYPES[min(found)[1]][0]


@lru_cache(maxsize=4096)
def of_model(text: str) -> str | None:
    """Return the code of a product line (`OptiPlex` → desktop), or None."""
    folded = words.fold(text.lower())
    return next((code for code, pattern in _MODELS if pattern.search(folded)), None)


@lru_cache(maxsize=4096)
def maker_in(model: str) -> str | None:
    """Return the manufacturer that a model names."""
    folded = words.fold(model.lower())
    named = next((name for start, name in _MAKERS.items() if f"{folded} ".startswith(f"{start} ")), None)
    return named or next((name for line, name in _MAKERS_BY_LINE.items() if line in folded.split()), None)


_CODE_KEYS = {words.key(code): code for code in CODES}
