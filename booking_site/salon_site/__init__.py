"""A pretend business's own site, which embeds the widget as any site would: nothing here knows how it is made."""
