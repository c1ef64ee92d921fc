"""Rows every app may refer to: counters, and the types of devices the network handles."""

from django.db import models, transaction

from reuse.core.translated import in_language


class Counter(models.Model):
    """A named counter. Numbers are taken under the row's lock, in the taker's transaction: none is ever given twice."""

    name = models.CharField(max_length=60, unique=True)
    next = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.next}"

    @classmethod
    def take(cls, name: str, count: int = 1) -> range:
        """The next `count` numbers of this counter; the first taker gets 0."""
        with transaction.atomic():
            cls.objects.get_or_create(name=name)
            counter = cls.objects.select_for_update().get(name=name)
            taken = range(counter.next, counter.next + count)
            counter.next += count
            counter.save(update_fields=["next"])
        return taken


class DeviceType(models.Model):
    """A kind of device. The code is stable; labels are data.

    `holds_data`: its storage media must be proven erased. `has_locks`: it can be locked to an account or a manager.
    """

    code = models.SlugField(max_length=24, unique=True)
    label = models.JSONField()
    plural = models.JSONField()
    holds_data = models.BooleanField(default=True)
    has_locks = models.BooleanField(default=True)
    is_computer = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.label)

    @property
    def plural_name(self) -> str:
        """The label in the plural, in the reader's language."""
        return in_language(self.plural)
