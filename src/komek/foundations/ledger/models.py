"""The table of facts, and apart from it the table of world data. Triggers refuse every change of a fact."""

from django.db import models
from django.db.models import F, Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Privacy

CODE = r"^[a-z][a-z0-9_.]{0,63}$"
AXIS = r"^[A-Za-z0-9_.:+-]{0,64}$"


class Counted(models.Model):
    """What every fact says, ours or the world's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.CharField(max_length=64)
    measure_version = models.PositiveSmallIntegerField(default=1)
    recorded_at = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=6, blank=True)
    sex = models.CharField(max_length=16, default="unknown")
    age_band = models.CharField(max_length=16, default="unknown")
    axes = models.JSONField(default=dict)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    source = models.CharField(max_length=32)

    PRIVACY: dict[str, Privacy] = {
        "id": Open("random"),
        "measure": Open("what was counted", pattern=CODE),
        "measure_version": Open("version of the measure"),
        "recorded_at": Open("the day on which the fact was written down, without a time"),
        "country": Open("where it happened", codes="country"),
        "region": Open("where it happened; never finer than a region", codes="region"),
        "sex": Open("an axis of the ledger", codes="sex"),
        "age_band": Open("an axis of the ledger, in bands", codes="age_band"),
        "axes": Open("codes of the declared axes, checked by the database", pattern=AXIS),
        "quantity": Open("how many"),
        "source": Open("a code, never the id of a row", pattern=r"^[a-z][a-z0-9_]{0,31}$"),
    }

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.measure}: {self.quantity}"


class Fact(Counted):
    """One nameless fact of our own. `person` is opaque: random per person and organisation."""

    organisation = models.UUIDField()
    occurred_on = models.DateField()
    person = models.UUIDField(null=True)
    supersedes = models.UUIDField(null=True)

    PRIVACY = Counted.PRIVACY | {
        "organisation": Open("which organisation works here is public"),
        "occurred_on": Open("the first day of the month in which it happened"),
        "person": Open("an opaque random id that only joins facts of one person in one organisation"),
        "supersedes": Open("random id of the fact that this one corrects"),
    }

    class Meta:
        db_table = "ledger_fact"
        indexes = (
            models.Index(fields=["organisation", "measure", "occurred_on"], name="ledger_fact_counted"),
            models.Index(fields=["measure", "occurred_on"], name="ledger_fact_by_month"),
        )
        constraints = (
            models.UniqueConstraint(fields=["organisation", "supersedes"], name="ledger_corrected_once"),
            models.CheckConstraint(condition=Q(measure__regex=CODE), name="ledger_measure_is_code"),
            models.CheckConstraint(
                condition=Q(source__in=("komek", "before_komek", "register")), name="ledger_source_is_own"
            ),
            models.CheckConstraint(condition=Q(person=None) | ~Q(source="before_komek"), name="ledger_totals_nameless"),
            models.CheckConstraint(
                condition=Q(region="") | Q(region__startswith=F("country")), name="ledger_region_in_country"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="ledger_quantity_not_negative"),
        )


class WorldFact(Counted):
    """One fact of published world data. Its id is made from the source and the row, so a row is taken in once.

    `scheme` is the release whose codes the axes are written in. The table may be emptied (`komek.evidence.results`)
    and enters no count of the house.
    """

    scheme = models.CharField(max_length=10)
    occurred_on = models.DateField(null=True)

    PRIVACY = Counted.PRIVACY | {
        "scheme": Open("release of the published data", pattern=r"^[0-9.]{1,10}$"),
        "occurred_on": Open("the first day of the year given in published data"),
    }

    class Meta:
        db_table = "ledger_worldfact"
        constraints = (models.CheckConstraint(condition=Q(source__in=("ctdc",)), name="ledger_source_is_the_world"),)
