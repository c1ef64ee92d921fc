"""Open data: the files anyone may download, made each night, kept with the bytes they have until the next."""

from django.db import models


class OpenFile(models.Model):
    """One file under its stable name. `changed_at`: when its bytes last became others."""

    name = models.CharField(max_length=60, unique=True)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OpenGroup(models.Model):
    """Devices of a quarter told together: what a figure says of some departments and types, as last published.

    Kept so that the next publication keeps the same groups: see `queries.disclosure`.
    """

    quarter = models.CharField(max_length=7)  # 2026-Q3
    figure = models.CharField(max_length=24)
    cells = models.JSONField()  # [[department, type], …], sorted
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("quarter", "figure", "id")
        indexes = [models.Index(fields=["quarter", "figure"], name="reports_opengroup_quarter")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.figure}: {self.count}"
