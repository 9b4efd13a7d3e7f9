from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from booking_site.start import stop_if_misconfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "booking_site.settings")

stop_if_misconfigured(settings.ENVIRONMENT)
application = get_wsgi_application()
