"""What the guide lets the ledger count: that something was shown or asked, never by whom."""

from django.utils.translation import gettext_lazy as _

from komek.kernel.measures import Measure, declare

WHERE = {"channel": "guide_channel", "language": "guide_language"}
ABOUT = {"topic": "guide_topic", **WHERE}

GUIDE_VIEWED = declare(
    Measure(
        "guide_viewed",
        _("Answers of the guide shown in a conversation or on a kiosk"),
        ABOUT,
        anywhere=True,
    )
)
GUIDE_ASKED = declare(Measure("guide_asked", _("Questions that the guide could place"), ABOUT, anywhere=True))
GUIDE_HANDED_OVER = declare(
    Measure("guide_handed_over", _("Conversations that were led on to a person"), dict(WHERE), anywhere=True)
)
