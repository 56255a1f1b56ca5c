"""The tables of the vault. Those of passing things are UNLOGGED: in no write-ahead log, replica or backup."""

import django.db.models.deletion
import django.utils.timezone
import komek.foundations.vault.models
import komek.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('user', models.UUIDField(db_index=True)),
                ('day', models.DateField(default=komek.foundations.vault.models.today)),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='FileChunk',
            fields=[
                ('pk', models.CompositePrimaryKey('file', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField(null=True)),
                ('file', models.UUIDField()),
                ('number', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='ListLine',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('list', models.CharField(max_length=20)),
                ('line', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('name', models.BinaryField(primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('ends', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('session', models.BinaryField(primary_key=True, serialize=False)),
                ('user', models.UUIDField(db_index=True)),
                ('stage', models.CharField(max_length=10)),
                ('sealed', models.BinaryField()),
                ('seen', models.DateTimeField()),
                ('expires', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryPair',
            fields=[
                ('organisation', models.UUIDField(primary_key=True, serialize=False)),
                ('public', models.BinaryField()),
                ('threshold', models.PositiveSmallIntegerField()),
                ('codes', models.CharField(max_length=200)),
                ('confirmed', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='SealedRecord',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('organisation', models.UUIDField(db_index=True)),
                ('kind', models.CharField(max_length=40)),
                ('draft_salt', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('started', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='UserKey',
            fields=[
                ('user', models.UUIDField(primary_key=True, serialize=False)),
                ('public', models.BinaryField()),
                ('salt', models.BinaryField()),
                ('passes', models.PositiveSmallIntegerField()),
                ('memory', models.PositiveIntegerField()),
                ('wrapped', models.BinaryField()),
                ('on_sheet', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField(db_index=True)),
                ('kind', models.CharField(max_length=40)),
                ('generation', models.PositiveIntegerField(default=1)),
                ('needs_generation', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind'), name='vault_circle_kind')],
            },
        ),
        migrations.CreateModel(
            name='IndexRow',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation', 'tag', 'record', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('circle', models.UUIDField()),
                ('generation', models.PositiveIntegerField()),
                ('record', models.UUIDField()),
                ('tag', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['record', 'circle'], name='vault_indexrow_record')],
            },
        ),
        migrations.CreateModel(
            name='SealedForms',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='vault.sealedrecord')),
                ('organisation', models.UUIDField()),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('group', models.CharField(max_length=20)),
                ('sealed', models.BinaryField()),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.sealedrecord')),
            ],
        ),
        migrations.CreateModel(
            name='CircleKey',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('generation', models.PositiveIntegerField()),
                ('public', models.BinaryField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.circle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'circle', 'generation'), name='vault_circlekey_one')],
            },
        ),
        migrations.CreateModel(
            name='MemberKey',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('generation', models.PositiveIntegerField()),
                ('user', models.UUIDField(db_index=True)),
                ('sealed', models.BinaryField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.circle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'circle', 'generation', 'user'), name='vault_memberkey_one')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryKey',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('generation', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.circle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'circle', 'generation'), name='vault_recoverykey_one')],
            },
        ),
        migrations.CreateModel(
            name='GroupKey',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('group', models.CharField(max_length=20)),
                ('number', models.PositiveIntegerField()),
                ('generation', models.PositiveIntegerField()),
                ('born', models.PositiveIntegerField()),
                ('stale', models.BooleanField(default=False)),
                ('sealed', models.BinaryField(default=bytes)),
                ('circle', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.circle')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.sealedrecord')),
            ],
            options={
                'indexes': [models.Index(fields=['circle', 'generation'], name='vault_groupkey_generation'), models.Index(condition=models.Q(('sealed', b'')), fields=['circle'], name='vault_groupkey_waiting')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'record', 'group', 'number', 'circle'), name='vault_groupkey_one')],
            },
        ),
        migrations.CreateModel(
            name='ReceiptSalt',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('salt', models.BinaryField()),
                ('passes', models.PositiveSmallIntegerField()),
                ('memory', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('name', models.BinaryField(unique=True)),
                ('public', models.BinaryField()),
                ('wrapped', models.BinaryField()),
            ],
        ),
        *(
            migrations.RunSQL(f"ALTER TABLE {table} SET UNLOGGED", f"ALTER TABLE {table} SET LOGGED")
            for table in ("vault_opensession", "vault_mark", "vault_upload")
        ),
        # ciphertext does not compress: spare the attempt
        migrations.RunSQL(
            "ALTER TABLE vault_filechunk ALTER COLUMN data SET STORAGE EXTERNAL",
            "ALTER TABLE vault_filechunk ALTER COLUMN data SET STORAGE EXTENDED",
        ),
    ]
