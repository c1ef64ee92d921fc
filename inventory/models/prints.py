"""Labels on paper: formats of one's own, printers, when a site prints by itself, and the journal of prints."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models import Donation
from reuse.accounts.models import Membership, Organisation, Site, User, Workstation
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance
from reuse.jobs.models import Job


class Line(models.TextChoices):
    """All that a device's label may say beside its code: no donor, programme or person can be named."""

    TYPE = "type", _("type")
    MODEL = "model", _("maker and model")
    SITE = "site", _("site")
    BATCH = "batch", _("batch reference")


class Output(models.TextChoices):
    PDF = "pdf", _("PDF")
    ZPL = "zpl", _("ZPL, for Zebra printers")


class Symbols(models.TextChoices):
    """What a scanner reads on a label."""

    AUTO = "auto", _("as many as fit")
    BOTH = "code128+qr", _("bars and QR")
    QR = "qr", _("QR")
    BARS = "code128", _("bars")


class PrintReason(models.TextChoices):
    """Why a label is printed; one that exists already is never printed again without saying why."""

    FIRST = "first", _("first label")
    LOST = "lost", _("lost")
    DAMAGED = "damaged", _("damaged")
    UNREADABLE = "unreadable", _("unreadable")
    JAM = "jam", _("printer jam or misprint")
    CHANGED = "changed", _("the text has changed")
    TEST = "test", _("test")


def _length(**more: Any) -> "models.DecimalField[Decimal | float, Decimal]":
    return models.DecimalField(max_digits=6, decimal_places=2, **more)


class OwnFormatQuerySet(models.QuerySet["OwnFormat"]):
    def live(self) -> "OwnFormatQuerySet":
        return self.filter(retired_at=None)


class OwnFormat(models.Model):
    """A sheet or a roll an organisation has measured itself, in millimetres. Never changed: retired, and made anew."""

    class Kind(models.TextChoices):
        SHEET = "sheet", _("sheet")
        ROLL = "roll", _("roll")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="label_formats")
    name = models.CharField(max_length=20)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.SHEET)
    page_width, page_height = _length(), _length()
    width, height = _length(), _length()
    columns, rows = models.PositiveSmallIntegerField(default=1), models.PositiveSmallIntegerField(default=1)
    pitch_x, pitch_y = _length(), _length()
    left, top = _length(), _length()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = OwnFormatQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(retired_at=None),
                name="inventory_format_name_is_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PrinterQuerySet(models.QuerySet["Printer"]):
    def visible_to(self, membership: Membership) -> "PrinterQuerySet":
        """Those in use: of its organisation's sites; the network's: all."""
        live = self.filter(ended_at=None).select_related("site")
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return live.filter(site__organisation=membership.organisation)
        return live


class Printer(models.Model):
    """A printer of a site, with how far its prints are off."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="printers")
    name = models.CharField(max_length=60)
    dpi = models.PositiveSmallIntegerField(default=600)
    output = models.CharField(max_length=3, choices=Output.choices, default=Output.PDF)
    format = models.CharField(max_length=20, blank=True)  # the one it usually holds
    x_mm, y_mm = _length(default=Decimal(0)), _length(default=Decimal(0))
    scale = models.DecimalField(max_digits=7, decimal_places=5, default=Decimal(1))
    scale_y = models.DecimalField(max_digits=7, decimal_places=5, null=True)  # where it differs downwards
    calibrated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PrinterQuerySet.as_manager()

    class Meta:
        ordering = ("site", "name", "id")

    def __str__(self) -> str:
        return self.name


class SiteLabels(models.Model):
    """Whether a site's labels are asked for by themselves at reception, and on what."""

    class When(models.TextChoices):
        NEVER = "never", _("only when somebody asks")
        EACH = "each", _("after each device received")
        SERIES = "series", _("at the end of the series")

    site = models.OneToOneField(Site, models.CASCADE, related_name="labels")
    when = models.CharField(max_length=6, choices=When.choices, default=When.NEVER)
    format = models.CharField(max_length=20)
    printer = models.ForeignKey(Printer, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.site}: {self.when}"


class LabelPrintQuerySet(models.QuerySet["LabelPrint"]):
    def visible_to(self, membership: Membership) -> "LabelPrintQuerySet":
        """An organisation's own, and what the command line printed for any; the network's: all."""
        if membership.description.reach == Reach.NETWORK:
            return self
        return self.filter(Q(job=None) | Q(job__membership__organisation=membership.organisation_id))


class LabelPrint(models.Model):
    """The journal of prints: whose labels, on which format and printer, by whom, why. No job, nobody: the command line."""

    class Subject(models.TextChoices):
        CODES = "codes", _("devices and places")
        BADGES = "badges", _("badges")
        COMMANDS = "commands", _("orders")
        SLIPS = "slips", _("batch slips")
        ROLL = "roll", _("blank labels")
        TEST = "test", _("test page")

    subject = models.CharField(max_length=8, choices=Subject.choices, default=Subject.CODES)
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    format = models.CharField(max_length=20)
    start_at = models.PositiveSmallIntegerField(default=1)
    count = models.PositiveIntegerField()  # with the copies
    copies = models.PositiveSmallIntegerField(default=1)
    codes = models.JSONField()
    lines = models.JSONField(default=list)
    symbols = models.CharField(max_length=12, choices=Symbols.choices, default=Symbols.AUTO)
    output = models.CharField(max_length=3, choices=Output.choices, default=Output.PDF)
    printer = models.ForeignKey(Printer, models.PROTECT, null=True, related_name="+")
    workstation = models.ForeignKey(Workstation, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=12, choices=PrintReason.choices, default=PrintReason.FIRST)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = LabelPrintQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["by", "-id"], name="inventory_print_by"),
            models.Index(fields=["workstation", "-id"], name="inventory_print_workstation"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.format}"

    @property
    def drawing(self) -> Job:
        """The job that draws it; the command line alone draws by itself."""
        if self.job is None:
            raise Job.DoesNotExist
        return self.job


class PrintedLabel(models.Model):
    """One label of a print that was drawn: whether a code has a label already is asked here."""

    of = models.ForeignKey(LabelPrint, models.CASCADE, related_name="labels")
    code = models.CharField(max_length=9)

    class Meta:
        indexes = [models.Index(fields=["code"], name="inventory_printed_code")]

    def __str__(self) -> str:
        return self.code
