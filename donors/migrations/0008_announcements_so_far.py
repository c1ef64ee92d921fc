"""What batches said until now is kept: their state goes to their lines, their days become a window."""

from django.db import migrations
from django.db.models import F, OuterRef, Q, Subquery


def keep(apps, _schema_editor):
    Donation, Line, Window = (apps.get_model("donors", name) for name in ("Donation", "DonationLine", "PickupWindow"))
    state = Donation.objects.filter(pk=OuterRef("donation")).values("condition")
    Line.objects.update(condition=Subquery(state[:1]))
    Donation.objects.filter(is_opening_stock=False).update(contact=F("created_by"))
    dated = Donation.objects.filter(Q(pickup_from__isnull=False) | Q(pickup_until__isnull=False))
    for one in dated.only("pickup_from", "pickup_until").iterator():
        first, last = one.pickup_from or one.pickup_until, one.pickup_until or one.pickup_from
        Window.objects.create(donation=one, first_on=min(first, last), last_on=max(first, last))


class Migration(migrations.Migration):
    dependencies = [("donors", "0007_announcements")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
