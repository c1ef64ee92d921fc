"""PostgreSQL's sample makes the events of a device fifteen times as many as they are, since they lie side by side: the
planner then reads the whole ledger for a few thousand devices. It is told that one device has ten or so.
"""

from django.db import migrations, models


def tell(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        table = apps.get_model('inventory', 'DeviceEvent')._meta.db_table
        schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN device_id SET (n_distinct = -0.1)')


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0035_prices_cover_sets'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deviceevent',
            name='kind',
            field=models.CharField(choices=[('announced', 'Announced by the donor'), ('found', 'Found at reception, not on the list'), ('refused', 'Refused at reception'), ('kept', 'Kept after all'), ('opened', 'Opening stock'), ('moved', 'Moved'), ('corrected', 'Last move taken back'), ('described', 'Description changed'), ('identified', 'Identifier added'), ('labelled', 'Label printed'), ('evidence_added', 'Report attached'), ('medium_found', 'Storage medium found'), ('reset_attested', 'Medium reset, to be checked by another person'), ('reset_refused', 'Reset not confirmed'), ('medium_erased', 'Medium erased and verified'), ('medium_failed', 'Erasure failed'), ('medium_removed', 'Medium removed'), ('medium_destroyed', 'Medium destroyed'), ('no_storage', 'Stated: no storage medium'), ('placed', 'Put in a place'), ('weighed', 'Weighed'), ('graded', 'Graded'), ('categorised', 'Category decided'), ('checked', 'Checklist filled in'), ('signed_off', 'Signed by a second person'), ('exempted', 'Second signature waived at this site'), ('became_waste', 'Became waste'), ('left_waste', 'Left waste status'), ('collected', 'Collected for recycling'), ('lane_corrected', 'Legal lane corrected'), ('transfer_listed', 'Put on a transfer'), ('transfer_sent', 'Left for another site'), ('transferred', 'Moved to another site'), ('transfer_missed', 'Missing on arrival'), ('transfer_recalled', 'Called back before it arrived'), ('arrival_checked', 'Checked on arrival'), ('counted', 'Counted at a stocktake'), ('merged', 'Merged with another device'), ('part_harvested', 'Part taken out'), ('part_fitted', 'Part fitted'), ('part_returned', 'Part back in stock'), ('part_scrapped', 'Part scrapped'), ('part_awaited', 'Waits for a part'), ('accessory_attached', 'Accessory attached'), ('not_going_back', 'Is not given back'), ('accessory_detached', 'Accessory taken off')], max_length=32),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
