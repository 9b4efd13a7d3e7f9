"""What GET company says of each location, apart from what depends on the moment or the host."""

from __future__ import annotations

from typing import Any

COMMON: dict[str, Any] = {
    "photos": [],
    "company_photos": [],
    "main_group_id": 0,
    "main_group": [],
    "groups": [],
    "group_priority": 0,
    "bookform_group_priority": 0,
    "sms_enabled": True,
    "reminds_sms_disabled": 0,
    "reminds_sms_default": 2,
    "email_hours_default": 24,
    "show_any_master": True,
    "seance_delay_step": 1800,
    "allow_change_record": True,
    "allow_delete_record": True,
    "allow_change_record_delay_step": 0,
    "booking_comment_required": False,
    "booking_comment_hidden": False,
    "booking_comment_input_name": "",
    "booking_email_required": False,
    "booking_email_hidden": False,
    "booking_surname_required": False,
    "booking_patronymic_required": False,
    "is_surname_field_enabled": False,
    "is_patronymic_field_enabled": False,
    "booking_notify_text": "",
    "booking_widget_promo": "",
    "is_charge_active": False,
    "payment_policy": {"type": "none"},
    "record_type_id": 0,
    "push_notification_phone_confirm": 0,
}

BERLIN_COMPANY: dict[str, Any] = COMMON | {
    "title": "Atelier Linden",
    "public_title": "Atelier Linden",
    "short_descr": "Hair & beauty",
    "description": "<p>Hair, nails, brows and skin under one roof, between the lime trees of Kreuzberg.</p>",
    "country_id": 49,
    "country": "Germany",
    "city_id": 181,
    "city": "Berlin",
    "address": "Lindenstraße 84, 10969 Berlin",
    "zip": "10969",
    "phone": "+493012345670",
    "phones": ["+493012345670"],
    "email": "hello@atelier-linden.example",
    "site": "https://atelier-linden.example",
    "schedule": "Mon–Fri 9–20, Sat 10–16",
    "social": {"instagram": "atelier.linden"},
    "timezone_name": "Europe/Berlin",
    "coordinate_lat": 52.5036,
    "coordinate_lon": 13.3953,
    "currency_short_title": "€",
    "phone_confirmation": False,
    "allow_delete_record_delay_step": 0,
    "is_show_privacy_policy": False,
}

NEW_YORK_COMPANY: dict[str, Any] = COMMON | {
    "title": "Linden on Hudson",
    "public_title": "Linden on Hudson",
    "short_descr": "Hair studio",
    "description": "<p>The New York studio of Atelier Linden.</p>",
    "country_id": 1,
    "country": "United States",
    "city_id": 2,
    "city": "New York",
    "address": "421 Hudson Street, New York, NY 10014",
    "zip": "10014",
    "phone": "+12125550175",
    "phones": ["+12125550175"],
    "email": "hudson@atelier-linden.example",
    "site": "https://atelier-linden.example/hudson",
    "schedule": "Mon–Fri 9–8, Sat 10–4",
    "social": {"instagram": "linden.hudson"},
    "timezone_name": "America/New_York",
    # Some accounts send coordinates as text.
    "coordinate_lat": "40.7318",
    "coordinate_lon": "-74.0066",
    "currency_short_title": "$",
    "phone_confirmation": True,
    "allow_delete_record_delay_step": 7200,
    "is_show_privacy_policy": True,
}

NEW_YORK_POLICY = (
    "Linden on Hudson keeps your name, phone number and visit history to manage your appointments. "
    "We never sell them. Write to hudson@atelier-linden.example to see or delete your data."
)
