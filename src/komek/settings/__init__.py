"""Settings by topic; every value that differs between machines comes from the environment.

The table of variables stands in docs/operations.md.
"""

from komek.settings.channels import *  # noqa: F403
from komek.settings.content import *  # noqa: F403
from komek.settings.database import *  # noqa: F403
from komek.settings.host import *  # noqa: F403
from komek.settings.kiosks import *  # noqa: F403
from komek.settings.languages import *  # noqa: F403
from komek.settings.logging import *  # noqa: F403
from komek.settings.mail import *  # noqa: F403
from komek.settings.security import *  # noqa: F403
