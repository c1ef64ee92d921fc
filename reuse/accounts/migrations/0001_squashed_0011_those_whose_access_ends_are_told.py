"""The tables of an installation that is new: what 0001_initial to 0011_those_whose_access_ends_are_told lead to, at once."""

import django.db.models.deletion
import reuse.core.chance
import reuse.core.creation
import reuse.core.prefixes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        reuse.core.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('email', models.EmailField(max_length=254, unique=True)),
                        ('name', models.CharField(max_length=120)),
                        ('language', models.CharField(default='fr', max_length=5)),
                        ('is_active', models.BooleanField(default=True)),
                        ('joined_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('name', models.CharField(max_length=160)),
                        ('legal_kind', models.CharField(choices=[('company', 'Company'), ('council', 'Council'), ('state', 'State body'), ('rup', 'Association recognised as of public utility'), ('general_interest', 'Association of general interest'), ('esus', 'Social enterprise (ESUS)'), ('association', 'Association'), ('persons', 'Private persons')], max_length=20)),
                        ('siret', models.CharField(blank=True, max_length=14)),
                        ('rna', models.CharField(blank=True, max_length=10)),
                        ('address', models.CharField(blank=True, max_length=240)),
                        ('department', models.CharField(blank=True, max_length=3)),
                        ('is_donor', models.BooleanField(default=False)),
                        ('is_workshop', models.BooleanField(default=False)),
                        ('is_partner', models.BooleanField(default=False)),
                        ('is_network', models.BooleanField(default=False)),
                        ('is_funder', models.BooleanField(default=False)),
                        ('city', models.CharField(blank=True, max_length=80)),
                        ('no_number_reason', models.CharField(blank=True, max_length=200)),
                        ('postal_code', models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        'ordering': ('name', 'id'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('siret', ''), _negated=True), fields=('siret',), name='accounts_organisation_siret_is_unique')],
                        'indexes': [models.Index(fields=['name', 'id'], name='accounts_organisation_name'), models.Index(reuse.core.prefixes.Folded('name'), name='accounts_organisation_prefix'), models.Index(reuse.core.prefixes.Folded('siret'), name='accounts_organisation_siret'), models.Index(reuse.core.prefixes.Folded('rna'), name='accounts_organisation_rna')],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('retention', models.CharField(choices=[('evidence', 'Evidence'), ('sheet', "Donor's sheet"), ('document', 'Document'), ('signature', 'Signature'), ('photo', 'Photo'), ('result', 'Result of a job')], max_length=12)),
                        ('days', models.PositiveIntegerField(null=True)),
                        ('since', models.DateField()),
                        ('source', models.CharField(max_length=240)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('retention', 'since'), name='accounts_retention_rule_is_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='LinkRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('registration', 'Registration'), ('invitation', 'Invitation')], max_length=16, unique=True)),
                        ('hours', models.PositiveIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name='RegistrationRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('legal_kind', models.CharField(choices=[('company', 'Company'), ('council', 'Council'), ('state', 'State body'), ('rup', 'Association recognised as of public utility'), ('general_interest', 'Association of general interest'), ('esus', 'Social enterprise (ESUS)'), ('association', 'Association'), ('persons', 'Private persons')], max_length=20, unique=True)),
                        ('needs_approval', models.BooleanField(default=False)),
                        ('needs_approval_without_number', models.BooleanField(default=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='Site',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('name', models.CharField(max_length=120)),
                        ('city', models.CharField(blank=True, max_length=80)),
                        ('department', models.CharField(blank=True, max_length=3)),
                        ('time_zone', models.CharField(default='Europe/Paris', max_length=40)),
                        ('may_erase', models.BooleanField(default=True)),
                        ('hands_over', models.BooleanField(default=False)),
                        ('sign_off_by_tester', models.BooleanField(default=False)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='accounts.organisation')),
                        ('address', models.CharField(blank=True, max_length=240)),
                        ('closed_on', models.DateField(blank=True, null=True)),
                        ('opening_hours', models.CharField(blank=True, max_length=200)),
                        ('postal_code', models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        'ordering': ('name', 'id'),
                    },
                ),
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('sha256', models.CharField(db_index=True, max_length=64)),
                        ('size', models.PositiveBigIntegerField()),
                        ('name', models.CharField(max_length=200)),
                        ('media_type', models.CharField(max_length=100)),
                        ('retention', models.CharField(choices=[('evidence', 'Evidence'), ('sheet', "Donor's sheet"), ('document', 'Document'), ('signature', 'Signature'), ('photo', 'Photo'), ('result', 'Result of a job')], max_length=12)),
                        ('created_at', models.DateTimeField()),
                        ('purged_at', models.DateTimeField(null=True)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='accounts.organisation')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['retention', 'created_at'], name='accounts_file_retention')],
                    },
                ),
                migrations.CreateModel(
                    name='AccessRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=12)),
                        ('subject', models.CharField(max_length=64)),
                        ('purpose', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                        ('fields', models.CharField(blank=True, max_length=120)),
                        ('kept_until', models.DateField(null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['subject', 'at'], name='accounts_access_subject'), models.Index(fields=['kept_until'], name='accounts_access_kept_until'), models.Index(fields=['kind', '-id'], name='accounts_access_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Pin',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('hash', models.CharField(max_length=128)),
                        ('set_at', models.DateTimeField()),
                        ('failures', models.PositiveSmallIntegerField(default=0)),
                        ('locked_until', models.DateTimeField(null=True)),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pin', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='Registration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('state', models.CharField(choices=[('sent', 'Waiting for its address to be confirmed'), ('waiting', 'Waiting for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='sent', max_length=10)),
                        ('legal_kind', models.CharField(choices=[('company', 'Company'), ('council', 'Council'), ('state', 'State body'), ('rup', 'Association recognised as of public utility'), ('general_interest', 'Association of general interest'), ('esus', 'Social enterprise (ESUS)'), ('association', 'Association'), ('persons', 'Private persons')], max_length=20)),
                        ('name', models.CharField(max_length=160)),
                        ('siret', models.CharField(blank=True, max_length=14)),
                        ('rna', models.CharField(blank=True, max_length=10)),
                        ('no_number_reason', models.CharField(blank=True, max_length=200)),
                        ('address', models.CharField(max_length=240)),
                        ('postal_code', models.CharField(blank=True, max_length=5)),
                        ('city', models.CharField(max_length=80)),
                        ('person', models.CharField(max_length=120)),
                        ('function', models.CharField(max_length=80)),
                        ('email', models.EmailField(max_length=254)),
                        ('telephone', models.CharField(blank=True, max_length=20)),
                        ('language', models.CharField(max_length=5)),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('sent_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=240)),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='accounts.organisation')),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('id',),
                        'indexes': [models.Index(fields=['state', 'expires_at'], name='accounts_registration_state')],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('donor', 'Donor'), ('technician', 'Technician'), ('workshop_manager', 'Workshop manager'), ('social_worker', 'Social worker'), ('coordinator', 'Coordinator'), ('observer', 'Funder or observer'), ('administrator', 'Administrator')], max_length=24)),
                        ('until', models.DateField(blank=True, null=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.organisation')),
                        ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.site')),
                        ('function', models.CharField(blank=True, max_length=80)),
                        ('is_contact', models.BooleanField(default=False)),
                        ('is_in_charge', models.BooleanField(default=False)),
                        ('telephone', models.CharField(blank=True, max_length=20)),
                        ('reminded_for', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ('id',),
                        'constraints': [models.UniqueConstraint(fields=('user', 'organisation', 'role'), name='accounts_membership_is_unique'), models.UniqueConstraint(condition=models.Q(('is_contact', True)), fields=('organisation',), name='accounts_one_contact_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Workstation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('name', models.CharField(max_length=80)),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('registered_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workstations', to='accounts.site')),
                    ],
                    options={
                        'ordering': ('site', 'name', 'id'),
                    },
                ),
                migrations.CreateModel(
                    name='AccountRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('registered', 'The organisation joined the network'), ('joined', 'received a role'), ('changed', 'role, site or end date changed'), ('ended', 'access ended'), ('handed_over', 'left; a colleague took over'), ('invited', 'was invited'), ('revoked', 'invitation withdrawn'), ('declined', 'request to join declined'), ('site_added', 'site added'), ('site_changed', 'site changed'), ('site_closed', 'site closed')], max_length=16)),
                        ('details', models.JSONField(default=dict)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='accounts.organisation')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['organisation', 'at'], name='accounts_record_organisation')],
                    },
                ),
                migrations.CreateModel(
                    name='ApiToken',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('created_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('last_used_on', models.DateField(null=True)),
                        ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='accounts.membership')),
                    ],
                ),
                migrations.CreateModel(
                    name='Badge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=9, unique=True)),
                        ('issued_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='badges', to='accounts.membership')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('membership',), name='accounts_badge_one_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='BadgeRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20)),
                        ('code', models.CharField(blank=True, max_length=9)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('workstation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='accounts.workstation')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workstation', 'at'], name='accounts_badge_record_place'), models.Index(fields=['code', 'at'], name='accounts_badge_record_code')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('email', models.EmailField(max_length=254)),
                        ('name', models.CharField(max_length=120)),
                        ('function', models.CharField(blank=True, max_length=80)),
                        ('role', models.CharField(choices=[('donor', 'Donor'), ('technician', 'Technician'), ('workshop_manager', 'Workshop manager'), ('social_worker', 'Social worker'), ('coordinator', 'Coordinator'), ('observer', 'Funder or observer'), ('administrator', 'Administrator')], max_length=24)),
                        ('until', models.DateField(null=True)),
                        ('is_in_charge', models.BooleanField(default=False)),
                        ('language', models.CharField(max_length=5)),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('sent_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('accepted_at', models.DateTimeField(null=True)),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='accounts.organisation')),
                        ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                    ],
                    options={
                        'ordering': ('id',),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None)), fields=('organisation', 'email', 'role'), name='accounts_invitation_is_pending_once')],
                    },
                ),
            ],
        ),
    ]
