from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from widget.altegio.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Wash, cut and finish.", "Wash, cut and finish."),
        ("  Wash \t and \r\n cut  ", "Wash and\ncut"),
        ("<span></span>", ""),
        ("Wash &amp; cut &ndash; 45&nbsp;&euro;", "Wash & cut – 45 €"),
        ("&lt;b&gt;", "<b>"),
        ("<b>Dry</b>, <i>un</i>washed", "Dry, unwashed"),
        ("One<br>two<br/>three<BR />four", "One\ntwo\nthree\nfour"),
        ("<p>One</p><p>two</p>\n\n<div>three</div>", "One\ntwo\nthree"),
        ("<ul><li>One<li>two</ul>three", "One\ntwo\nthree"),
        ('<a href="javascript:alert(1)" onclick="x">Terms</a>', "Terms"),
        ("Before<script>alert('<b>')</script>after", "Beforeafter"),
        ("<style>p { color: red }</style>Red", "Red"),
        ("<template><p>hidden</p></template>shown", "shown"),
        ("<!-- note -->shown<!DOCTYPE html>", "shown"),
        ("</script>shown</style>", "shown"),
    ],
)
def test_what_a_reader_would_see(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<![if !supportLists]>One<![endif]>", "One"),
        ("<!--[if gte mso 9]><xml></xml><![endif]-->One", "One"),
        ("<![CDATA[x]]>One", "One"),
        ("<![anything[ else>One", "One"),
        ("<?xml version='1.0'?>One", "One"),
        ("price < 50 & more > 20", "price < 50 & more > 20"),
        ("a<b", "a<b"),
        ("from 5 <", "from 5 <"),
        ("&unknown; &#99999999999; &#xD800;", "&unknown; � �"),
    ],
)
def test_what_was_pasted_from_elsewhere_is_survived(html, text):
    assert plain_text(html) == text


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(st.text(st.sampled_from("<>![]-/?&;#x\"'= abpr\n"), max_size=30))
@example("<![x[")
def test_nothing_that_is_written_stops_it(html):
    assert plain_text(html).encode() is not None
