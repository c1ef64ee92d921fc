"""Places where devices lie: locations, boxes and pallets, one in another."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from inventory import codes
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission, Reach
from reuse.core import chance

DEEPEST = 8  # a carton on a shelf of a rack of an aisle of a room of a floor of a building, and one more


class PlacedIn(models.Func):
    """The code of the place an event put its device in. Without parameters, so that an index can answer."""

    path: tuple[str, ...] = ("place",)
    output_field = models.CharField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        path = ".".join(("$", *self.path))
        return self.as_sql(compiler, connection, template=f"JSON_EXTRACT(%(expressions)s, '{path}')", **more)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        path = ",".join(self.path)
        return self.as_sql(compiler, connection, template=f"(%(expressions)s #>> '{{{path}}}')", **more)


class TakenOutOf(PlacedIn):
    """The code of the place an event took its device out of."""

    path = ("before", "place")


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, membership: Membership) -> "PlaceQuerySet":
        """A workshop's: those of its sites; the network's: all."""
        if not membership.may(Permission.DEVICE_VIEW):
            return self.none()
        if membership.description.reach == Reach.SITES:
            return self.filter(site__organisation=membership.organisation)
        return self

    def open(self) -> "PlaceQuerySet":
        return self.filter(closed_at=None)

    def with_path(self) -> "PlaceQuerySet":
        """Each with its site and all the places it lies in, read in one statement."""
        return self.select_related("site__organisation", "__".join(["parent"] * (DEEPEST - 1)))


class Place(models.Model):
    """Somewhere a device can lie. What is in a box goes where the box goes: only its own `parent` changes."""

    class Kind(models.TextChoices):
        LOCATION = "location", _("location")
        BOX = "box", _("box")
        PALLET = "pallet", _("pallet")

    public_id = models.UUIDField(default=chance.new_uuid, unique=True, editable=False)
    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    site = models.ForeignKey(Site, models.PROTECT, related_name="places")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="inside")
    transit = models.ForeignKey(  # the transfer it travels with, with all that is in it
        "inventory.Transfer", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="inventory_place_name_is_unique")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_code(self) -> str:
        """The code for human eyes."""
        return codes.shown(self.code)
