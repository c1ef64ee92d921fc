from django.db import migrations


def keep_what_was_loaded(apps, schema_editor):
    """What a trip said of its load becomes the delivery that left with it."""
    Delivery = apps.get_model("inventory", "Delivery")
    Pallet = apps.get_model("inventory", "DeliveredPallet")
    loaded = apps.get_model("donors", "Appointment").objects.filter(state="loaded", pallets__isnull=False)
    for trip in loaded.select_related("carrier").order_by("pk"):
        last = Delivery.objects.filter(donation=trip.donation_id).order_by("-number").first()
        delivery = Delivery.objects.create(
            donation_id=trip.donation_id,
            number=last.number + 1 if last else 1,
            trip=trip,
            carrier=trip.carrier.name if trip.carrier else "",
            left_on=trip.on,
        )
        seals = [seal.strip()[:40] for seal in trip.seals.split(",")] + [""] * trip.pallets
        for nth in range(trip.pallets):
            Pallet.objects.create(delivery=delivery, name=str(nth + 1), seal_departed=seals[nth])


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0026_deliveries_leave_with_their_trip"),
    ]

    operations = [
        migrations.RunPython(keep_what_was_loaded, migrations.RunPython.noop),
    ]
