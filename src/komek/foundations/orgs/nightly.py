"""What organisations tidy without anybody's key."""

from django.utils import timezone

from komek.foundations.orgs.models import Invitation
from komek.kernel import nightly


@nightly.register("orgs.invitations")
def forget_old_links() -> None:
    """Close links that nobody used in time, so that no address of a stranger rests here."""
    old = Invitation.objects.filter(state="open", expires__lte=timezone.now())
    old.update(state="withdrawn", email="")
