"""What kiosks need by themselves: that somebody sees when what they show has changed."""

from django.utils import timezone

from komek.kernel import nightly
from komek.knowledge.kiosks import automatic
from komek.knowledge.kiosks.tasks import make_bundle


@nightly.register_minutely("kiosks.look")
def look() -> None:
    """Have a bundle made where one is due."""
    if automatic.is_due(timezone.now()):
        make_bundle.defer()
