"""HTML mail becomes Markdown that a person would have typed, and nothing in it loads, runs or hides."""

import pytest

from helpdesk.channels.mail.html import to_markdown
from helpdesk.channels.mail.reply import visible_reply


def text(html: str) -> str:
    return to_markdown(html)[0]


def own(html: str) -> str:
    return visible_reply(to_markdown(html)[1])


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("a <b>bold </b>and <i>slanted</i> word", "a **bold** and *slanted* word"),
        ("<b>a<br>b</b>", "**a**\n**b**"),
        ("<h2>Head</h2>text", "## Head\n\ntext"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<a href="https://example.org/x?a=1&amp;b=2">here</a>', "[here](https://example.org/x?a=1&b=2)"),
        ('<a href="https://example.org/">https://example.org</a>', "https://example.org"),
        ('<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"),
        ("<blockquote>a<p>b</blockquote>c", "> a\n>\n> b\n\nc"),
        ("<table border=1><tr><th>a<th>b<tr><td>1<td>2</table>", "a | b\n1 | 2"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("x<pre>if a &lt; b:\n    c</pre>", "x\n\n````\nif a < b:\n    c\n````"),
        ("<pre>Hello,\nit broke.</pre>", "Hello,\nit broke."),
        ("a<hr>b", "a\n\n---\n\nb"),
        ("<p class=MsoNormal>a<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p>b", "a\n\nb"),
        ("  <style>p {}</style><title>no</title><!--[if mso]>no<![endif]-->yes", "yes"),
    ],
)
def test_markup_becomes_markdown(html: str, markdown: str) -> None:
    assert text(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<script>alert(1)</script>ok", "ok"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ("<a href='&#x2028;javascript:alert(1)'>click</a>", "click"),
        ("<a href='/relative'>click</a>", "click"),
        ('<img src="https://track.example/p.gif" width=1>', ""),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "\\<script>alert(1)\\</script>"),
        ("<iframe src=https://example.org></iframe>ok", "ok"),
        ('<a href="https://example.org/) <b>x">y</a>', "[y](https://example.org/%29%20%3Cb%3Ex)"),
        ("<b onclick=x>ok</b><svg onload=x>", "**ok**"),
    ],
)
def test_nothing_that_runs_or_loads_is_left(html: str, markdown: str) -> None:
    assert text(html) == markdown


@pytest.mark.parametrize(
    "history",
    [
        '<div class="gmail_quote"><div class="gmail_attr">On 3 Mar 2026, Desk wrote:</div>'
        "<blockquote>old</blockquote></div>",
        '<div class="gmail_quote">---------- Forwarded message ----------<br>old</div>',
        '<div class="moz-cite-prefix">On 03.03.26 09:41, Desk wrote:<br></div><blockquote type="cite">old</blockquote>',
        "<div>On Mar 3, 2026, at 9:41 AM, Desk wrote:</div><br><blockquote type=cite><div>old</div></blockquote>",
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">old',
        '<div id="divRplyFwdMsg"><b>Von:</b> Desk<br></div><div>old</div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm">From: D</div>old',
        '<div class="yahoo_quoted"><div>On Tuesday, Desk wrote:</div>old</div>',
        '<div id="ydp1a2b3yahoo_quoted_123" class="ydp1a2b3yahoo_quoted"><div>Desk wrote:</div>old</div>',
        '<div class="protonmail_quote">old</div>',
        '<div name="quote" style="border-left:2px solid #C3D9E5;"><b>Von:</b> old</div>',
        '<hr id="zwchr"><b>From: </b>old',
        '<p style="display:none">unseen</p>',
        '<div class="gmail_signature">Ana<br>Example Ltd</div>',
        "<p><b>From:</b> D &lt;d@example.org&gt;<br><b>Sent:</b> Tue<br><b>To:</b> Ana<br><b>Subject:</b> x</p>o",
    ],
)
def test_quotations_and_signatures_of_every_client_are_left_out_of_the_reply(history: str) -> None:
    assert own(f"<div>It works.</div>{history}") == "It works."


def test_answers_between_quotations_stay() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On 3 Mar 2026, Desk wrote:</div>'
        "<blockquote>Plugged in?</blockquote><div>Yes.</div>"
        "<blockquote>Which floor?</blockquote><div>Second.</div></div>"
    )
    assert own(html).split() == ["Yes.", "Second."]


def test_an_indent_is_no_quotation() -> None:
    html = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">indented</blockquote>'
    assert own(html) == text(html) == "indented"
