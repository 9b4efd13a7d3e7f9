"""The project's own settings, as an operator would have set them, with room to move for many tests at once."""

from __future__ import annotations

import os

os.environ.update(
    SECRET_KEY="only for tests " * 4,
    ALTEGIO_PARTNER_TOKEN="sandbox",
    ALTEGIO_LOCATION_IDS="4564,4565",
    ALLOWED_HOSTS="testserver,widget.test",
)

from booking_site.settings import *  # noqa: F403

MINIMUM_FILL = 0.0
