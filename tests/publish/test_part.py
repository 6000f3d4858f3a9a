"""A chapter alone keeps its numbers and its links lead on."""

from pathlib import Path

import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish.document import Document, read_document
from evaluation.publish.part import part_of
from evaluation.publish.syntax import nodes_of, plain_text

TEXT = """
# Falls {#sec-falls}

See @tbl-a.

| A |
|:--|
| 1 |

: First {#tbl-a}

# Food {#sec-food}

See @tbl-b, @tbl-a and @sec-deep. [Out](https://nhs.uk).

## Audit {#sec-audit}

### Deep {#sec-deep}

| B |
|:--|
| 2 |

: Second {#tbl-b}

# Methods {#sec-methods}
"""


@pytest.fixture
def document(reports: Path) -> Document:
    return read_document(TEXT, reports)


def test_a_part_has_its_own_tables_under_their_numbers(document: Document) -> None:
    part = part_of(document, "sec-food", "../whole.html")
    assert [table.name for table in part.tables] == ["Table\N{NO-BREAK SPACE}2"]
    assert "Table\N{NO-BREAK SPACE}2:" in plain_text(list(part.body))


def test_its_sections_move_up_a_level(document: Document) -> None:
    part = part_of(document, "sec-food", "../whole.html")
    assert [(item.level, item.label) for item in part.sections] == [
        (1, "sec-audit"),
        (2, "sec-deep"),
    ]
    assert [node["c"][0] for node in nodes_of(part.blocks, "Header")] == [1, 2]


def test_links_to_what_is_elsewhere_lead_to_the_whole(document: Document) -> None:
    part = part_of(document, "sec-food", "../whole.html")
    targets = [node["c"][2][0] for node in nodes_of(part.blocks, "Link")]
    assert targets == ["#tbl-b", "../whole.html#tbl-a", "#sec-deep", "https://nhs.uk"]


def test_a_chapter_may_be_the_last_or_empty(document: Document) -> None:
    assert part_of(document, "sec-methods", "x").body == ()


def test_a_chapter_that_is_not_there_is_named(document: Document) -> None:
    with pytest.raises(PublishingFailed, match="no chapter sec-none"):
        part_of(document, "sec-none", "x")
