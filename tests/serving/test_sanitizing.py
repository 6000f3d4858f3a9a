"""Whatever a notebook holds, what is left can only be read."""

import pytest

from evaluation.serving.sanitizing import sanitized


@pytest.mark.parametrize(
    ("given", "left"),
    [
        (
            "<p>a <strong>b</strong> &lt;i&gt; &amp; c</p>",
            "<p>a <strong>b</strong> &lt;i&gt; &amp; c</p>",
        ),
        ("<script>alert(1)</script>x", "x"),
        ("<style>p{}</style><p>x</p>", "<p>x</p>"),
        ("<svg><a href='https://x'>y</a></svg>z", "z"),
        ('<img src=x onerror="alert(1)">y', "y"),
        ('<p onclick="x()" style="color:red" id="main">y</p>', "<p>y</p>"),
        ('<a href="javascript:x()">y</a>', "<a>y</a>"),
        ('<a href=" JaVaScRiPt:x()">y</a>', "<a>y</a>"),
        ('<a href="data:text/html,x">y</a>', "<a>y</a>"),
        ('<a href="/files/output/x">y</a>', "<a>y</a>"),
        (
            '<a href="https://nice.org.uk/?a=1&amp;b">y</a>',
            '<a href="https://nice.org.uk/?a=1&amp;b">y</a>',
        ),
        ("<form action=x><input><button>y</button></form>", "y"),
        ("<iframe src=x></iframe>y", "y"),
        ("<base href=x><meta http-equiv=refresh><link rel=x>y", "y"),
        ("<main><h1>x</h1></main>", "x"),
        ("<p>open", "<p>open</p>"),
        ("</div></main>x", "x"),
        ("<div class='lead-sentence evil'>x</div>", "<div>x</div>"),
        ("<div class='callout-warning'>x</div>", '<div class="callout-warning">x</div>'),
        ("<!-- x --><p>y</p>", "<p>y</p>"),
        ("<td colspan='2' rowspan='x'>y</td>", '<td colspan="2">y</td>'),
        ("<p>a<br/>b</p>", "<p>a<br>b</p>"),
    ],
)
def test_only_what_is_on_the_list_is_left(given: str, left: str):
    assert sanitized(given) == left


def test_a_table_is_a_region_with_the_name_of_its_caption():
    made = sanitized('<table><caption>All "things"</caption><tr><td>x</td></tr></table>')
    assert made == (
        '<div class="table-region" role="region" tabindex="0" aria-label="All &quot;things&quot;">'
        '<table><caption>All "things"</caption><tr><td>x</td></tr></table></div>'
    )


def test_a_table_without_a_caption_has_a_name_too():
    assert 'aria-label="Table without a caption"' in sanitized("<table><tr><td>x</table>")
