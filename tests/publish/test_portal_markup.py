"""What strangers write becomes text and a few harmless tags, and nothing else."""

import time

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.publish.markup import article, formatted, is_plain, message, plain, sibling

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![pixel](https://tracker.example/p.gif)",
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    "[ref]\n\n[ref]: javascript:alert(1)",
    "`</code><script>alert(1)</script>`",
    '```"><script>alert(1)</script>\nx\n```',
    "</div></main><form action=https://evil.example>",
    "<svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "| a |\n|---|\n| <iframe src=//evil.example> |",
    "<style>@import url(//evil.example)</style>",
]


def elements(html: str):
    return html5lib.parseFragment(html, namespaceHTMLElements=False).iter()


@pytest.mark.parametrize("text", ATTACKS)
def test_no_attack_leaves_an_element_or_an_address_that_does_anything(text):
    for element in elements(str(message(text))):
        assert element.tag in {
            "DOCUMENT_FRAGMENT",
            "p",
            "a",
            "code",
            "pre",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        }
        assert set(element.attrib) <= {"href", "title", "rel", "class"}
        assert element.get("href", "https:").startswith(("https:", "mailto:"))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b>bold</b>", "a <- b -> c", "x < y && y > z"])
def test_markup_that_is_not_followed_is_still_readable_as_text(text):
    root = html5lib.parseFragment(str(message(text)), namespaceHTMLElements=False)
    assert "".join(root.itertext()).strip() == text


def test_a_link_tells_search_engines_and_the_other_site_nothing():
    assert 'rel="nofollow noopener noreferrer"' in message("[site](https://example.org/)")


def test_a_picture_from_outside_becomes_a_link():
    html = message("![the screen](https://example.org/a.png)")
    assert "<img" not in html
    assert 'href="https://example.org/a.png"' in html


def test_a_relative_link_of_a_stranger_leads_nowhere():
    assert "href" not in message("[your account](../login.html)")


def test_line_breaks_of_a_mail_stay():
    assert "<br>" in message("first line\nsecond line")


def test_headings_of_a_message_stay_below_those_of_the_page():
    assert "<h4>" in message("# LOUD")


def test_table_cells_are_aligned_without_inline_styles():
    html = message("| a | b |\n|---|---:|\n| 1 | 2 |")
    assert '<td class="right">2</td>' in html
    assert "style" not in html


def test_a_very_long_text_is_shown_as_it_came():
    text = "*a_ " * 40_000
    started = time.process_time()
    assert message(text).startswith("<pre>*a_ ")
    assert time.process_time() - started < 10  # quadratic time would take minutes


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "[a" * 10_000, "*a_ " * 5_000, "> " * 9_000 + "a", "`" * 19_000 + "a", "|a" * 10_000]
)
def test_a_text_made_to_be_slow_is_not(text):
    started = time.process_time()
    message(text)
    assert time.process_time() - started < 20


def test_an_article_does_not_say_its_title_twice():
    assert article("# VPN\n\nBody", "VPN", lambda _: "") == "<p>Body</p>\n"


def test_headings_of_an_article_start_below_the_title():
    assert "<h2>Part</h2>" in article("## Part\n\ntext", "VPN", lambda _: "")
    assert "<h2>Other</h2>\n<h3>Part</h3>" in article("# Other\n## Part", "VPN", lambda _: "")


def test_an_article_that_links_to_another_gets_the_place_of_its_page():
    html = article("[wifi](../network/wifi.md#guests)", "VPN", lambda target: f"found:{target}".replace("found:", "x/"))
    assert 'href="x/../network/wifi.md#guests"' in html


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("wifi.md", "network/wifi"),
        ("../accounts/password.md#web", "accounts/password"),
        ("../../rules/desk.md", ""),
        ("/etc/passwd.md", ""),
        ("https://example.org/a.md", "network/https:/example.org/a"),
        ("picture.png", ""),
    ],
)
def test_a_relative_link_means_the_article_beside_it(target, meant):
    assert sibling("network/vpn", target) == meant


def test_an_excerpt_has_no_marks():
    assert plain("# VPN\n\n**Do** [this](https://x.example) `now`") == "VPN Do this now"


WORDS = st.text(alphabet="abz Zä1.-+=:;!?()'\"/@\n\u00a0\u2028\u200b\t\r#*_&<>|~`[]\\", max_size=40)


@given(
    st.one_of(
        WORDS,
        st.text(max_size=30),
        st.lists(st.sampled_from(["Hello", "so it is", "\n", "\n\n", " ", "- a", "1. b"])).map("".join),
    )
)
def test_a_plain_text_is_shown_as_the_renderer_would_show_it(text):
    if is_plain(text):
        assert message(text) == formatted(text)


def test_an_ordinary_mail_counts_as_plain():
    assert is_plain("Hello Kim,\nthe VPN drops every ten minutes (since 9:30).\n\nKind regards\nAda")
