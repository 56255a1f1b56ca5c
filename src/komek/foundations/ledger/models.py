"""The table of facts, and apart from it the table of world data. Triggers refuse every change of a fact."""

from django.db import models
from django.db.models import F, Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Privacy

CODE = r"^[a-z][a-z0-9_.]{0,63}$"
AXIS = r"^[A-Za-z0-9_.:+-]{0,64}$"


class Fact(models.Model):
    """One nameless fact of our own. `person` is opaque: random per person and organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.CharField(max_length=64)
    measure_version = models.PositiveSmallIntegerField(default=1)
    occurred_on = models.DateField()
    recorded_at = models.DateField()
    organisation = models.UUIDField()
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=6, blank=True)
    person = models.UUIDField(null=True)
    sex = models.CharField(max_length=16, default="unknown")
    age_band = models.CharField(max_length=16, default="unknown")
    axes = models.JSONField(default=dict)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    source = models.CharField(max_length=32)
    supersedes = models.UUIDField(null=True)

    PRIVACY: dict[str, Privacy] = {
        "id": Open("random"),
        "measure": Open("what was counted", pattern=CODE),
        "measure_version": Open("version of the measure"),
        "occurred_on": Open("the first day of the month in which it happened"),
        "recorded_at": Open("the day on which the fact was written down, without a time"),
        "organisation": Open("which organisation works here is public"),
        "country": Open("where it happened", codes="country"),
        "region": Open("where it happened; never finer than a region", codes="region"),
        "person": Open("an opaque random id that only joins facts of one person in one organisation"),
        "sex": Open("an axis of the ledger", codes="sex"),
        "age_band": Open("an axis of the ledger, in bands", codes="age_band"),
        "axes": Open("codes of the declared axes, checked by the database", pattern=AXIS),
        "quantity": Open("how many"),
        "source": Open("a code, never the id of a row", pattern=r"^(komek|before_komek|register)$"),
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

    def __str__(self) -> str:
        return f"{self.measure}: {self.quantity}"


class WorldFact(models.Model):
    """Equal rows of published world data, as one fact with their number.

    The id is the first half of SHA-256 over source, release and codes, so a row is taken in once. The table may be
    emptied (`komek.evidence.results.ctdc`) and enters no count of the house.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    source = models.CharField(max_length=16)
    scheme = models.CharField(max_length=10)
    recorded_at = models.DateField()
    quantity = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField(null=True)
    gender = models.CharField(max_length=32, blank=True)
    age_band = models.CharField(max_length=16)
    majority = models.CharField(max_length=16, blank=True)
    months = models.CharField(max_length=16, blank=True)
    citizenship = models.CharField(max_length=2, blank=True)
    country = models.CharField(max_length=2, blank=True)
    flags = models.BigIntegerField(default=0)

    PRIVACY: dict[str, Privacy] = {
        "id": Open("hash over published codes"),
        "source": Open("who published the data", pattern=r"^ctdc$"),
        "scheme": Open("release of the published data", pattern=r"^\d{4}$"),
        "recorded_at": Open("the day on which the data were taken in"),
        "quantity": Open("how many published rows say the same"),
        "year": Open("year given in published data"),
        "gender": Open("a code of published data", codes="ctdc_gender"),
        "age_band": Open("a band of published data", codes="age_band"),
        "majority": Open("a code of published data", codes="ctdc_majority_status"),
        "months": Open("a band of published data", codes="ctdc_traffick_months"),
        "citizenship": Open("a country of published data", codes="country"),
        "country": Open("a country of published data", codes="country"),
        "flags": Open("one bit for each flag of the release, in the order of its columns"),
    }

    class Meta:
        db_table = "ledger_worldfact"
        constraints = (
            models.CheckConstraint(condition=Q(source="ctdc"), name="ledger_source_is_the_world"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="ledger_world_counts"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.scheme}: {self.quantity}"
