"""The tables of an installation that is new: what 0001_initial to 0008_collective_requests lead to, at once."""

import django.db.models.deletion
import reuse.core.chance
import reuse.core.creation
import reuse.core.prefixes
import reuse.documents.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0011_those_whose_access_ends_are_told'),
        ('accounts', '__first__'),
    ]

    operations = [
        reuse.core.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('gift_agreement', 'Gift agreement'), ('reception_slip', 'Reception slip'), ('return_slip', 'Slip of devices given back'), ('erasure_certificate', 'Erasure certificate'), ('batch_erasure_certificate', 'Erasure certificate of a batch'), ('hand_over_form', 'Hand-over form'), ('payment_receipt', 'Receipt of a payment'), ('collective_slip', 'Slip of a collective hand-over'), ('recycling_slip', 'Recycling slip'), ('transfer_slip', 'Transfer slip'), ('transport_slip', 'Transport slip'), ('stocktake_receipt', 'Stocktake receipt'), ('refurbisher_statement', 'Statement of a refurbisher'), ('donation_receipt', 'Gift receipt'), ('gift_attestation', 'Attestation of a gift'), ('outcome_report', 'Outcome and impact report'), ('target_report', 'Target report')], max_length=32)),
                        ('number', models.CharField(max_length=24)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('sequence', models.PositiveIntegerField()),
                        ('facts', models.JSONField()),
                        ('facts_sha256', models.CharField(max_length=64)),
                        ('check_code', models.CharField(default=reuse.documents.models.new_check_code, max_length=8)),
                        ('language', models.CharField(default='fr', max_length=5)),
                        ('time_zone', models.CharField(default='Europe/Paris', max_length=40)),
                        ('issued_at', models.DateTimeField()),
                        ('file_sha256', models.CharField(blank=True, db_index=True, max_length=64)),
                        ('voided_at', models.DateTimeField(null=True)),
                        ('void_reason', models.CharField(blank=True, max_length=200)),
                        ('purged_at', models.DateTimeField(null=True)),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.storedfile')),
                        ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.organisation')),
                        ('voided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-issued_at', '-id'),
                        'indexes': [models.Index(fields=['number'], name='documents_document_number'), models.Index(reuse.core.prefixes.Folded('number'), name='documents_document_prefix'), models.Index(fields=['issuer', '-id'], name='documents_document_issuer')],
                        'constraints': [models.UniqueConstraint(fields=('issuer', 'kind', 'year', 'sequence'), name='documents_document_number_is_unique'), models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='documents_document_void_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Series',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('gift_agreement', 'Gift agreement'), ('reception_slip', 'Reception slip'), ('return_slip', 'Slip of devices given back'), ('erasure_certificate', 'Erasure certificate'), ('batch_erasure_certificate', 'Erasure certificate of a batch'), ('hand_over_form', 'Hand-over form'), ('payment_receipt', 'Receipt of a payment'), ('collective_slip', 'Slip of a collective hand-over'), ('recycling_slip', 'Recycling slip'), ('transfer_slip', 'Transfer slip'), ('transport_slip', 'Transport slip'), ('stocktake_receipt', 'Stocktake receipt'), ('refurbisher_statement', 'Statement of a refurbisher'), ('donation_receipt', 'Gift receipt'), ('gift_attestation', 'Attestation of a gift'), ('outcome_report', 'Outcome and impact report'), ('target_report', 'Target report')], max_length=32)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('last_sequence', models.PositiveIntegerField(default=0)),
                        ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('issuer', 'kind', 'year'), name='documents_series_is_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentReader',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='documents.document')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ],
                    options={
                        'verbose_name': 'reader of a document',
                        'constraints': [models.UniqueConstraint(fields=('document', 'organisation'), name='documents_reader_is_unique')],
                    },
                ),
            ],
        ),
    ]
