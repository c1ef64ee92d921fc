"""What a person needs, in words that reveal nothing of them, and who asks for them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgeBand(TextChoices):
    UNDER_18 = "under_18", _("under 18")
    FROM_18 = "18_25", _("18 to 25")
    FROM_26 = "26_39", _("26 to 39")
    FROM_40 = "40_59", _("40 to 59")
    FROM_60 = "60_plus", _("60 and over")


class Feature(TextChoices):
    """What the person needs of the device: features of a product, never a diagnosis."""

    LARGE_SCREEN = "large_screen", _("Large screen (15 inches or more)")
    LARGE_TEXT = "large_text", _("Large text, set before the hand-over")
    READ_ALOUD = "read_aloud", _("Screen read aloud, set before the hand-over")
    SIMPLE_KEYBOARD = "simple_keyboard", _("Keyboard with large keys")
    LIGHT = "light", _("Light to carry (1.6 kg at most)")


class Accessory(TextChoices):
    BAG = "bag", _("Bag")
    MOUSE = "mouse", _("Mouse")
    KEYBOARD = "keyboard", _("Keyboard")
    HEADSET = "headset", _("Headset")
    WEBCAM = "webcam", _("Webcam")
    MONITOR = "monitor", _("Screen")


class Urgency(TextChoices):
    """Why a date matters, in words that reveal nothing of the person."""

    NONE = "", _("No date")
    COURSE = "course", _("A course begins")
    JOB = "job", _("A job or an internship begins")
    PROCEDURE = "procedure", _("A procedure has a deadline")
    SCHOOL = "school", _("School begins")


class Connection(TextChoices):
    """How the person reaches the internet today."""

    UNKNOWN = "", _("Not known")
    NONE = "none", _("No connection at home")
    TOO_COSTLY = "too_costly", _("Too costly")
    SHARED = "shared", _("Shared with others, or away from home")
    NO_COVERAGE = "no_coverage", _("No coverage at home")
    HAS_ONE = "has_one", _("Has one that does")


class ConnectionHelp(TextChoices):
    """What is asked for so that the device is connected."""

    NOTHING = "", _("Nothing")
    SIM = "sim", _("A SIM card")
    BOX = "box", _("A box at home")
    OPEN = "open", _("To be found together")


class SkillsHelp(TextChoices):
    """What is asked for so that the person feels at ease with the device."""

    NOTHING = "", _("Nothing")
    WORKSHOP = "workshop", _("Workshop in a group")
    MEDIATOR = "mediator", _("Digital mediator, one to one")
    OPEN = "open", _("To be found together")


class Channel(TextChoices):
    """How the person asked."""

    IN_PERSON = "in_person", _("In person")
    TELEPHONE = "telephone", _("By telephone")
    LETTER = "letter", _("By letter")
    PAPER_FORM = "paper_form", _("Paper form")


class Behalf(TextChoices):
    """Who asks for the person."""

    NOBODY = "", _("The person themselves")
    PARENT = "parent", _("A parent or guardian")
    RELATIVE = "relative", _("A relative")
    OTHER_WORKER = "other_worker", _("Another worker")
    CARER = "carer", _("A carer")


class OnWord(TextChoices):
    """On whose word somebody asks for another."""

    PERSON = "person", _("The person told us so")
    SIGNED = "signed", _("The person signed a paper, which we saw")
    MANDATE = "mandate", _("A paper gives this right, which we saw")
    ASKER = "asker", _("Who asks told us so")
