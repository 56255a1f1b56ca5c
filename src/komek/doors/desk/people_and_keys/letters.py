"""A link for one person: shown once to the administrator, and sent as a letter where mail is set up."""

import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from komek.doors.desk.page import DeskRequest, show
from komek.foundations.notify.sending import NO_MAIL
from komek.foundations.orgs.actions import Sent


def show_link(request: DeskRequest, sent: Sent) -> HttpResponse:
    """Show the link of an invitation, the only time; say whether a letter went too."""
    address = request.build_absolute_uri(reverse("invitation", args=[sent.token]))
    context = {"link": sent.invitation, "address": address, "letter": send(sent.invitation.email, address)}
    return show(request, "desk/people_and_keys/link.html", context)


def send(email: str, address: str) -> str:
    """Send the link; says "sent", "failed", or "none" where mail is not set up.

    The letter names neither organisation nor purpose: a mailbox may be read by others.
    """
    if settings.EMAIL_BACKEND == NO_MAIL:
        return "none"
    text = _("Somebody you know at work made this link for you. It works once and for a week:")
    try:
        send_mail(_("A link for you"), f"{text}\n\n{address}\n", None, [email])
    except (OSError, smtplib.SMTPException):
        return "failed"
    return "sent"
