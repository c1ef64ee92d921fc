"""Sites overseas were all taken to live in the time of Paris; from now on theirs gives their events their days."""

from django.db import migrations

from reuse.core.clock import HOME_ZONE, ZONES


def tell_zones(apps, _schema_editor):
    sites = apps.get_model('accounts', 'Site').objects.filter(time_zone=HOME_ZONE)
    for department, zone in ZONES.items():
        sites.filter(department=department).update(time_zone=zone)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_letters_people_stop'),
    ]

    operations = [
        migrations.RunPython(tell_zones, migrations.RunPython.noop),
    ]
