"""The views kept of lists now stand where every app may use them; those that were kept go along."""

from django.db import migrations

KEPT = ('public_id', 'owner_id', 'organisation_id', 'list', 'name', 'query', 'is_shared', 'created_at')


def move(apps, _schema_editor):
    """Few rows: thirty a person at most."""
    new = apps.get_model('lists', 'SavedView')
    for row in apps.get_model('inventory', 'SavedView').objects.values(*KEPT).order_by('pk'):
        new.objects.create(**row)


def move_back(apps, _schema_editor):
    old = apps.get_model('inventory', 'SavedView')
    for row in apps.get_model('lists', 'SavedView').objects.filter(list__in=('devices', 'donations')).values(*KEPT):
        old.objects.create(**row)


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0016_transfers_and_stocktakes'),
        ('lists', '0001_views_of_lists'),
    ]

    operations = [
        migrations.RunPython(move, move_back),
        migrations.DeleteModel(
            name='SavedView',
        ),
    ]
