"""The letters people no longer want."""

from django.db import models

from reuse.accounts.models.people import User


class StoppedLetter(models.Model):
    """A kind of letter a person does not want. Letters that something depends on have no kind and cannot be stopped."""

    user = models.ForeignKey(User, models.CASCADE, related_name="stopped_letters")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="accounts_stopped_letter_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"
