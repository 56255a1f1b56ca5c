"""Readings, and the guard that keeps them frozen."""

import komek.kernel.ids
from django.db import migrations, models

GUARDS = """
CREATE FUNCTION results_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a reading is frozen: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER results_reading_keep BEFORE UPDATE OR DELETE ON results_reading
    FOR EACH ROW EXECUTE FUNCTION results_refuse();
CREATE TRIGGER results_reading_whole BEFORE TRUNCATE ON results_reading
    FOR EACH STATEMENT EXECUTE FUNCTION results_refuse();
"""

UNGUARD = "DROP FUNCTION results_refuse() CASCADE;"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('everywhere', models.BooleanField(default=False)),
                ('indicator', models.CharField(max_length=64)),
                ('version', models.PositiveSmallIntegerField()),
                ('rule', models.CharField(max_length=400)),
                ('period', models.CharField(max_length=8)),
                ('where', models.JSONField(default=dict)),
                ('until', models.DateField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=14)),
                ('facts', models.PositiveIntegerField()),
                ('facts_hash', models.BinaryField(max_length=32)),
                ('made_on', models.DateField()),
                ('made_by', models.UUIDField()),
                ('supersedes', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'results_reading',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'supersedes'), name='results_corrected_once'), models.CheckConstraint(condition=models.Q(('rule__regex', '^[a-z0-9_=;,+ ]+$')), name='results_rule_is_data'), models.CheckConstraint(condition=models.Q(('until__lt', models.F('made_on'))), name='results_whole_days')],
            },
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
