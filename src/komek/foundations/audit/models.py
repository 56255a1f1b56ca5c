"""The audit tables: entries in one chain per organisation, and the head of each chain. No foreign keys.

An entry is written through `komek.foundations.audit.record` alone. Triggers refuse every change, let only the next
link of a chain in, and keep the head; the role of the web process may select and insert, nothing else.
"""

from collections import defaultdict

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from komek.foundations.audit.canonical import Line, digest
from komek.foundations.audit.registry import words
from komek.kernel.errors import Text
from komek.kernel.privacy import Open, Personal, Privacy, Sealed

DETAILS = r"^[A-Za-z0-9_.:+-]{0,64}$"


class Entry(models.Model):
    """One act: who, when, which verb, on which record. `objects` are the rows of an opened list."""

    pk = models.CompositePrimaryKey("organisation", "sequence")
    organisation = models.UUIDField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    object = models.UUIDField(null=True)
    objects_seen = ArrayField(models.UUIDField(), default=list, db_column="objects")
    motive = models.BinaryField(default=bytes)
    details = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    PRIVACY: dict[str, Privacy] = {
        "organisation": Open("which organisation works here is public"),
        "sequence": Open("place in the chain"),
        "at": Personal("when a member of staff worked; a chain without times proves nothing"),
        "actor": Personal("a random id of a member of staff: who worked when"),
        "verb": Open("a code of the register of verbs", pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"),
        "kind": Open("what sort of record", pattern=r"^[a-z][a-z0-9_]{0,39}$"),
        "object": Open("random id of a record"),
        "objects_seen": Open("random ids of records"),
        "motive": Sealed("legal"),
        "details": Open("codes and ids, checked by the database", pattern=DETAILS),
        "previous": Open("hash of the entry before"),
        "hash": Open("hash over open columns and ciphertext"),
    }

    class Meta:
        db_table = "audit_entry"
        indexes = (
            models.Index(fields=["object"], name="audit_entry_object"),
            GinIndex(fields=["objects_seen"], name="audit_entry_objects"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verb__regex=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"), name="audit_verb_is_code"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__regex=r"^[a-z][a-z0-9_]{0,39}$"), name="audit_kind_is_code"
            ),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="audit_sequence_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.verb} #{self.sequence}"

    @property
    def sentence(self) -> str:
        """What was done, in the reader's language, to be told after the name of who did it."""
        return self._told(words(self.verb).sentence)

    @property
    def plain(self) -> str:
        """The same in plain words for the client."""
        return self._told(words(self.verb).plainly)

    def recomputed(self) -> bytes:
        """Hash the entry as it stands now."""
        return digest(self.line(), self.sequence, bytes(self.previous))

    def line(self) -> Line:
        """Give the entry without its place in the chain."""
        seen, motive = tuple(self.objects_seen), bytes(self.motive)
        return Line(
            self.organisation, self.at, self.actor, self.verb, self.kind, self.object, seen, motive, self.details
        )

    def _told(self, sentence: Text) -> str:
        text = str(sentence)
        return text % defaultdict(str, self.details) if "%(" in text else text


class Head(models.Model):
    """The last link of an organisation's chain; written by the trigger of the entries alone."""

    organisation = models.UUIDField(primary_key=True)
    sequence = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    PRIVACY: dict[str, Privacy] = {
        "organisation": Open("which organisation works here is public"),
        "sequence": Open("length of the chain"),
        "hash": Open("hash over open columns and ciphertext"),
    }

    class Meta:
        db_table = "audit_head"

    def __str__(self) -> str:
        return f"head #{self.sequence}"
