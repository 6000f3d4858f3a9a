"""Strings of a PDF are read as its standard writes them."""

from hypothesis import given
from hypothesis import strategies as st

from evaluation.publish.inspect import pdf_text

PARTS = st.one_of(
    st.integers(0, 255).filter(lambda code: code not in b"\\()").map(lambda code: bytes([code])),
    st.integers(0, 255).map(lambda code: f"\\{code:03o}".encode()),
    st.sampled_from([rb"\n", rb"\r", rb"\t", rb"\b", rb"\f", rb"\\", rb"\(", rb"\)", rb"\q"]),
)


@given(st.lists(PARTS, max_size=12).map(b"".join))
def test_the_fast_way_reads_what_the_plain_one_does(literal: bytes) -> None:
    plain = pdf_text._ESCAPE.sub(pdf_text._unescaped, literal)
    assert pdf_text._without_escapes(literal) == plain
