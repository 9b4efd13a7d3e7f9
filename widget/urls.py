from __future__ import annotations

from django.urls import path, register_converter

from widget.views.altegio_link import altegio_link
from widget.views.book import book
from widget.views.booking import booking, calendar
from widget.views.booking_addresses import KeysConverter
from widget.views.builder import builder, qr
from widget.views.cancel import cancel
from widget.views.date import date
from widget.views.details import details
from widget.views.home import home
from widget.views.loader import ALTEGIOS_LOADER, LOADER, loader
from widget.views.pictures import logo, photo
from widget.views.robots import robots
from widget.views.services import services
from widget.views.theme import theme
from widget.views.time import time

register_converter(KeysConverter, "keys")

app_name = "widget"

urlpatterns = [
    path("", home, name="home"),
    path("<int:location_id>/", services, name="services"),
    path("<int:location_id>/date/", date, name="date"),
    path("<int:location_id>/time/", time, name="time"),
    path("<int:location_id>/details/", details, name="details"),
    path("<int:location_id>/book/", book, name="book"),
    path("<int:location_id>/booking/<keys:keys>/", booking, name="booking"),
    path("<int:location_id>/booking/<keys:keys>/calendar.ics", calendar, name="calendar"),
    path("<int:location_id>/booking/<keys:keys>/cancel/", cancel, name="cancel"),
    path("<int:location_id>/photo/<int:team_member_id>.webp", photo, name="photo"),
    path("<int:location_id>/logo.webp", logo, name="logo"),
    path("embed.js", loader, {"names": LOADER}, name="loader"),
    path("embed/", builder, name="builder"),
    path("embed/qr.svg", qr, name="qr"),
    path("widgetJS", loader, {"names": ALTEGIOS_LOADER}, name="altegios_loader"),
    path("theme/<slug:name>.<slug:version>.css", theme, name="theme"),
    path("robots.txt", robots),
    path("company/<int:location_id>", altegio_link),
    path("company/<int:location_id>/", altegio_link, name="altegio-link"),
    path("company/<int:location_id>/<path:tail>", altegio_link, name="altegio-link"),
]
