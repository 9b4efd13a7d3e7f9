from __future__ import annotations

from django.urls import include, path

from widget.views import errors

urlpatterns = [path("", include("widget.urls"))]

handler400 = errors.bad_request
handler403 = errors.cross_site
handler404 = errors.not_found
handler500 = errors.server_error
