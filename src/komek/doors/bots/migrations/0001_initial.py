"""The table of conversations: UNLOGGED, in no write-ahead log, replica or backup."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("name", models.BinaryField(primary_key=True, serialize=False)),
                ("day", models.DateField(db_index=True)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE bots_conversation SET UNLOGGED", "ALTER TABLE bots_conversation SET LOGGED"
        ),
    ]
