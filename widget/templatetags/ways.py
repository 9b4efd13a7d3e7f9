from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from widget.typed import carries

register = template.Library()


@register.simple_block_tag(takes_context=True)
def way(context: Context, content: str, url: str, **attributes: Any) -> SafeString:
    """A link to one of our pages. Where the page carries what a visitor has typed it is a button that sends it
    along, since a link would lose it."""
    attributes = {name.replace("_", "-"): value for name, value in attributes.items() if value}
    if carries(getattr(context, "request", None)):
        for of_links in ("rel", "hreflang"):
            attributes.pop(of_links, None)
        attributes["class"] = f"plain {attributes.get('class', '')}".strip()
        button = {"type": "submit", "form": "typed", "formaction": url, "formmethod": "post"}
        attributes = button | attributes
        return format_html("<button formnovalidate{}>{}</button>", _written(attributes), content)
    return format_html('<a href="{}"{}>{}</a>', url, _written(attributes), content)


def _written(attributes: dict[str, Any]) -> SafeString:
    return format_html_join("", ' {}="{}"', attributes.items())
