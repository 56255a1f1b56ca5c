"""The base of every confidential table: a random id, the organisation, the version of its codes."""

from typing import ClassVar

from django.db import models

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Privacy


class CareRow(models.Model):
    """A row of one organisation. `organisation` stands in every unique constraint, ready for sharding."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.UUIDField(db_index=True, editable=False)
    codes_version = models.CharField(max_length=20, default="2026.1", editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "organisation": Open("which organisation works here is public"),
        "codes_version": Open("version of the code lists", pattern=r"^\d{4}\.\d{1,2}$"),
    }

    class Meta:
        abstract = True
