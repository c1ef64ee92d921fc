"""Who does what, where, when and for whom: places people may go to, their referents, guides, and whom to call."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reuse.accounts.models import Organisation, Site, User
from reuse.core import chance
from reuse.core.prefixes import Folded
from reuse.directory import codes


def _codes() -> models.JSONField:
    """A list of codes of a vocabulary."""
    return models.JSONField(default=list, blank=True)


class EntryQuerySet(models.QuerySet["Entry"]):
    def open(self) -> "EntryQuerySet":
        return self.filter(closed_on=None)

    def public(self) -> "EntryQuerySet":
        """What anyone may read."""
        return self.open().filter(is_public=True)


class Entry(models.Model):
    """One place: a site of ours, a partner, or another's known from a file. No person's name or mailbox is in it.

    `updated_on` is the day its facts were last changed, here or at its source; `verified_on` the day somebody last
    said that they are right.
    """

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    site = models.OneToOneField(Site, models.PROTECT, null=True, blank=True, related_name="entry")
    kind = models.CharField(max_length=20, choices=codes.Kind.choices, default=codes.Kind.OTHER)
    name = models.CharField(max_length=150)
    siret = models.CharField(max_length=14, blank=True)
    rna = models.CharField(max_length=10, blank=True)
    parent = models.CharField(max_length=160, blank=True)  # the network or body it belongs to
    address = models.CharField(max_length=240, blank=True)
    address_more = models.CharField(max_length=160, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=80, blank=True)
    city_code = models.CharField(max_length=5, blank=True)
    department = models.CharField(max_length=3, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)  # a role's mailbox
    website = models.URLField(max_length=400, blank=True)
    booking_url = models.URLField(max_length=400, blank=True)
    accessibility_url = models.URLField(max_length=400, blank=True)
    opening_hours = models.CharField(max_length=400, blank=True)  # as OpenStreetMap writes them
    summary = models.CharField(max_length=280, blank=True)
    detail = models.TextField(max_length=2000, blank=True)
    services = _codes()
    publics = _codes()
    care = _codes()
    fees = _codes()
    access = _codes()
    support = _codes()
    programmes = _codes()
    labels = _codes()
    roaming = _codes()
    languages = _codes()
    other_labels = models.CharField(max_length=240, blank=True)
    capacity_a_month = models.PositiveIntegerField(null=True, blank=True)  # devices it can hand over
    source = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=160, blank=True)
    updated_on = models.DateField()
    verified_on = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("department", "city", "name", "id")
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["department", "city", "name", "id"], name="directory_entry_order"),
            models.Index(fields=["siret"], name="directory_entry_siret"),
            models.Index(Folded("name"), name="directory_entry_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="directory_entry_source"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(site=None), name="directory_entry_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> str:
        """Its address on one line."""
        town = f"{self.postal_code} {self.city}".strip()
        return ", ".join(filter(None, [self.address, town]))


class Area(models.Model):
    """A territory a place serves, by its code; `department` is where the code tells it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="areas")
    kind = models.CharField(max_length=12, choices=codes.AreaKind.choices)
    code = models.CharField(max_length=40)  # of a region: its name
    department = models.CharField(max_length=3, blank=True)

    class Meta:
        ordering = ("kind", "code")
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "code"], name="directory_area_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"


class Referent(models.Model):
    """Whom to write to at a place about a theme: a role and its mailbox, never a person. One for each theme."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="referents")
    theme = models.CharField(max_length=12, choices=codes.Theme.choices)
    role = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("theme",)
        constraints = [
            models.UniqueConstraint(fields=["entry", "theme"], name="directory_one_referent_a_theme"),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(telephone=""), name="directory_referent_is_reached"
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Contact(models.Model):
    """Whom to call: a role with its telephone and hours, everywhere or in a department; the latest holds."""

    department = models.CharField(max_length=3, blank=True)
    role = models.CharField(max_length=120)
    telephone = models.CharField(max_length=20)
    hours = models.CharField(max_length=120)
    since = models.DateField()

    class Meta:
        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return self.role


class GuideQuerySet(models.QuerySet["Guide"]):
    def on(self, day: object) -> "GuideQuerySet":
        """In force on a day."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))


class Guide(models.Model):
    """A dated link to help with skills, or a guide: everywhere or in a department, of a theme, in a language."""

    class Kind(models.TextChoices):
        HELP = "help", _("Skills help")
        WORKSHOP = "workshop", _("Workshop")
        GUIDE = "guide", _("Guide to read")

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.HELP)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=280, blank=True)
    url = models.URLField(max_length=400)
    theme = models.CharField(max_length=12, choices=codes.Theme.choices, default=codes.Theme.SKILLS)
    department = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=5, default="fr")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)  # null: nobody of this network followed it yet

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ("theme", "-department", "title", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="directory_guide_period"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ImportDraft(models.Model):
    """A file of places as it was read, until a person says yes; forgotten after a day."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=200)
    rows = models.JSONField()
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
