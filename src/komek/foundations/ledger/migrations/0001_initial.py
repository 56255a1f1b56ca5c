"""The ledger and the guards that keep it."""

import komek.kernel.ids
from django.db import migrations, models

GUARDS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION ledger_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM ledger_fact
        WHERE id = NEW.supersedes AND organisation = NEW.organisation AND measure = NEW.measure
    ) THEN
        RAISE EXCEPTION 'a correction names a fact of the same organisation and measure'
        USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_fact_keep BEFORE UPDATE OR DELETE ON ledger_fact FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_fact_whole BEFORE TRUNCATE ON ledger_fact FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_fact_corrects BEFORE INSERT ON ledger_fact FOR EACH ROW WHEN (NEW.supersedes IS NOT NULL)
    EXECUTE FUNCTION ledger_correction();

ALTER TABLE ledger_fact ADD CONSTRAINT ledger_month_only CHECK (EXTRACT(day FROM occurred_on) = 1);
ALTER TABLE ledger_fact ADD CONSTRAINT ledger_axes_are_codes CHECK (
    jsonb_typeof(axes) = 'object'
    AND NOT jsonb_path_exists(axes, '$.* ? (@.type() != "string")')
    AND NOT jsonb_path_exists(axes, '$.* ? (!(@ like_regex "^[A-Za-z0-9_.:+-]{0,64}$"))')
    AND NOT jsonb_path_exists(axes, '$.keyvalue() ? (!(@.key like_regex "^[a-z][a-z0-9_]{0,39}$"))')
);
"""

UNGUARD = """
DROP FUNCTION ledger_refuse() CASCADE;
DROP FUNCTION ledger_correction() CASCADE;
ALTER TABLE ledger_fact DROP CONSTRAINT ledger_month_only;
ALTER TABLE ledger_fact DROP CONSTRAINT ledger_axes_are_codes;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.UUIDField(default=komek.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('measure', models.CharField(max_length=64)),
                ('measure_version', models.PositiveSmallIntegerField(default=1)),
                ('occurred_on', models.DateField()),
                ('recorded_at', models.DateField()),
                ('organisation', models.UUIDField()),
                ('country', models.CharField(max_length=2)),
                ('region', models.CharField(blank=True, max_length=6)),
                ('person', models.UUIDField(null=True)),
                ('sex', models.CharField(default='unknown', max_length=16)),
                ('age_band', models.CharField(default='unknown', max_length=16)),
                ('axes', models.JSONField(default=dict)),
                ('quantity', models.DecimalField(decimal_places=2, default=1, max_digits=12)),
                ('source', models.CharField(max_length=32)),
                ('supersedes', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'ledger_fact',
                'indexes': [models.Index(fields=['organisation', 'measure', 'occurred_on'], name='ledger_fact_counted'), models.Index(fields=['measure', 'occurred_on'], name='ledger_fact_by_month')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'supersedes'), name='ledger_corrected_once'), models.CheckConstraint(condition=models.Q(('measure__regex', '^[a-z][a-z0-9_.]{0,63}$')), name='ledger_measure_is_code'), models.CheckConstraint(condition=models.Q(('source__in', ('komek', 'before_komek', 'register'))), name='ledger_source_is_own'), models.CheckConstraint(condition=models.Q(('person', None), models.Q(('source', 'before_komek'), _negated=True), _connector='OR'), name='ledger_totals_nameless'), models.CheckConstraint(condition=models.Q(('region', ''), ('region__startswith', models.F('country')), _connector='OR'), name='ledger_region_in_country'), models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='ledger_quantity_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='WorldFact',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=16)),
                ('scheme', models.CharField(max_length=10)),
                ('recorded_at', models.DateField()),
                ('quantity', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('gender', models.CharField(blank=True, max_length=32)),
                ('age_band', models.CharField(max_length=16)),
                ('majority', models.CharField(blank=True, max_length=16)),
                ('months', models.CharField(blank=True, max_length=16)),
                ('citizenship', models.CharField(blank=True, max_length=2)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('flags', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'ledger_worldfact',
                'constraints': [models.CheckConstraint(condition=models.Q(('source', 'ctdc')), name='ledger_source_is_the_world'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='ledger_world_counts')],
            },
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
