"""The table of readings: figures that were given out, frozen with all that is needed to derive them again."""

from django.db import models

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy

RULE = r"^[a-z0-9_=;,+ ]+$"
CODE = r"^[a-z][a-z0-9_]{0,63}$"


class Reading(models.Model):
    """A frozen figure: rule, period, codes, the last day whose facts are in it, and a hash of those facts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.UUIDField()
    everywhere = models.BooleanField(default=False)
    indicator = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=400)
    period = models.CharField(max_length=8)
    where = models.JSONField(default=dict)
    until = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    facts = models.PositiveIntegerField()
    facts_hash = models.BinaryField(max_length=32)
    made_on = models.DateField()
    made_by = models.UUIDField()
    supersedes = models.UUIDField(null=True)

    PRIVACY: dict[str, Privacy] = {
        "id": Open("random"),
        "organisation": Open("which organisation works here is public"),
        "everywhere": Open("whether the facts of every organisation are in it"),
        "indicator": Open("what was counted", pattern=CODE),
        "version": Open("version of the rule"),
        "rule": Open("the rule itself, as data", pattern=RULE),
        "period": Open("a reporting period", pattern=r"^(FY)?\d{4}(-\d{2}|Q[1-4])?$"),
        "where": Open("codes that the figure keeps to"),
        "until": Open("the last day whose facts are in it"),
        "value": Open("the figure"),
        "facts": Open("how many facts are behind it"),
        "facts_hash": Open("hash over nameless facts"),
        "made_on": Open("the day on which it was frozen"),
        "made_by": Personal("a random id of a member of staff: who gave the figure out"),
        "supersedes": Open("random id of the reading that this one corrects"),
    }

    class Meta:
        db_table = "results_reading"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "supersedes"], name="results_corrected_once"),
            models.CheckConstraint(condition=models.Q(rule__regex=RULE), name="results_rule_is_data"),
            models.CheckConstraint(condition=models.Q(until__lt=models.F("made_on")), name="results_whole_days"),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}: {self.value}"
