"""The bodies of the network and their sites."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reuse.core import chance
from reuse.core.prefixes import Folded


class LegalKind(models.TextChoices):
    """What a body is in law: it decides what may be charged, and the lane of its gifts (CG3P L3212-2, L3212-3)."""

    COMPANY = "company", _("Company")
    COUNCIL = "council", _("Council")
    STATE = "state", _("State body")
    RUP = "rup", _("Association recognised as of public utility")
    GENERAL_INTEREST = "general_interest", _("Association of general interest")
    ESUS = "esus", _("Social enterprise (ESUS)")
    ASSOCIATION = "association", _("Association")
    PERSONS = (
        "persons",
        _("Private persons"),
    )  # whoever brings a device to a site, together; nobody registers so


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def workshops(self) -> "OrganisationQuerySet":
        return self.filter(is_workshop=True)

    def partners(self) -> "OrganisationQuerySet":
        return self.filter(is_partner=True)

    def donors(self) -> "OrganisationQuerySet":
        return self.filter(is_donor=True)

    def of_number(self, number: str) -> "OrganisationQuerySet":
        """Those of this RNA, or of this SIRET's legal unit: every establishment shares the SIREN."""
        return self.filter(Q(rna=number) if number.startswith("W") else Q(siret__startswith=number[:9]))


class Organisation(models.Model):
    """A body of the network. One may be donor, workshop and partner at once."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=160)
    legal_kind = models.CharField(max_length=20, choices=LegalKind.choices)
    siret = models.CharField(max_length=14, blank=True)
    rna = models.CharField(max_length=10, blank=True)
    no_number_reason = models.CharField(max_length=200, blank=True)  # why there is neither SIRET nor RNA
    address = models.CharField(max_length=240, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=80, blank=True)
    department = models.CharField(max_length=3, blank=True)
    is_donor = models.BooleanField(default=False)
    is_workshop = models.BooleanField(default=False)
    is_partner = models.BooleanField(default=False)
    is_network = models.BooleanField(default=False)
    is_funder = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        indexes = [
            models.Index(fields=["name", "id"], name="accounts_organisation_name"),
            models.Index(Folded("name"), name="accounts_organisation_prefix"),
            models.Index(Folded("siret"), name="accounts_organisation_siret"),
            models.Index(Folded("rna"), name="accounts_organisation_rna"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="accounts_organisation_siret_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whole_address(self) -> str:
        """Its address with postal code and town, whether or not they were written into it."""
        place = f"{self.postal_code} {self.city}".strip()
        return self.address if not place or place in self.address else f"{self.address}, {place}".strip(", ")

    @property
    def is_public_body(self) -> bool:
        """Councils and State bodies give under CG3P L3212-2."""
        return self.legal_kind in {LegalKind.COUNCIL, LegalKind.STATE}


class SiteQuerySet(models.QuerySet["Site"]):
    def open(self) -> "SiteQuerySet":
        return self.filter(closed_on=None)


class Site(models.Model):
    """A place of an organisation where devices are. Its time zone gives an event its day."""

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=240, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=80, blank=True)
    department = models.CharField(max_length=3, blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    may_erase = models.BooleanField(default=True)
    hands_over = models.BooleanField(default=False)
    sign_off_by_tester = models.BooleanField(
        default=False
    )  # a site of one person, exempted by the administrator

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
