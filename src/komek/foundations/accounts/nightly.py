"""What accounts tidy without anybody's key."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from komek.kernel import nightly


@nightly.register("accounts.sessions")
def forget_old_sessions() -> None:
    """Delete sessions that are over, and what was noted about them: browser, address, time."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
