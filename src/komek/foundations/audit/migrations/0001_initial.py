"""The audit tables and the guards that keep them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

GUARDS = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit is append-only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- A head changes only while the trigger of an entry runs: that trigger is the first level, this one the second.
CREATE FUNCTION audit_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.sequence = 0 AND NEW.hash = decode(repeat('00', 32), 'hex') THEN
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit heads follow their entries: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;

-- Both run with the right of the owner, so that the role of the web process needs none on audit_head.
CREATE FUNCTION audit_lock_head(wanted uuid) RETURNS TABLE (sequence bigint, hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT h.sequence, h.hash FROM audit_head h WHERE h.organisation = wanted FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit_head (organisation, sequence, hash)
        VALUES (wanted, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
        RETURN QUERY SELECT h.sequence, h.hash FROM audit_head h WHERE h.organisation = wanted FOR UPDATE;
    END IF;
END $$;

CREATE FUNCTION audit_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE audit_head h SET sequence = NEW.sequence, hash = NEW.hash
    WHERE h.organisation = NEW.organisation AND h.sequence = NEW.sequence - 1 AND h.hash = NEW.previous;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this entry is not the next link of its chain' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_entry_link BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_link();
CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_whole BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_guard_head();
CREATE TRIGGER audit_head_whole BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

ALTER TABLE audit_entry ADD CONSTRAINT audit_details_are_codes CHECK (
    jsonb_typeof(details) = 'object'
    AND NOT jsonb_path_exists(details, '$.* ? (@.type() != "string")')
    AND NOT jsonb_path_exists(details, '$.* ? (!(@ like_regex "^[A-Za-z0-9_.:+-]{0,64}$"))')
    AND NOT jsonb_path_exists(details, '$.keyvalue() ? (!(@.key like_regex "^[a-z][a-z0-9_]{0,39}$"))')
);
"""

UNGUARD = """
DROP FUNCTION audit_refuse() CASCADE;
DROP FUNCTION audit_guard_head() CASCADE;
DROP FUNCTION audit_link() CASCADE;
DROP FUNCTION audit_lock_head(uuid);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Head',
            fields=[
                ('organisation', models.UUIDField(primary_key=True, serialize=False)),
                ('sequence', models.BigIntegerField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'audit_head',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation', 'sequence', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('sequence', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.UUIDField(null=True)),
                ('verb', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=40)),
                ('object', models.UUIDField(null=True)),
                ('objects_seen', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), db_column='objects', default=list, size=None)),
                ('motive', models.BinaryField(default=bytes)),
                ('details', models.JSONField(default=dict)),
                ('previous', models.BinaryField(max_length=32)),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'audit_entry',
                'indexes': [models.Index(fields=['object'], name='audit_entry_object'), django.contrib.postgres.indexes.GinIndex(fields=['objects_seen'], name='audit_entry_objects')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verb__regex', '^[a-z][a-z0-9_]*(\\.[a-z0-9_]+)+$')), name='audit_verb_is_code'), models.CheckConstraint(condition=models.Q(('kind__regex', '^[a-z][a-z0-9_]{0,39}$')), name='audit_kind_is_code'), models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='audit_sequence_from_one')],
            },
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
