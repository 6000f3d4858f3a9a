"""The hub's year opens with what each chapter found, and says so where there is nothing."""

from evaluation.hubyear.opening import HEADING, NOTHING, opening
from evaluation.present.blocks import Prose
from evaluation.study.section import Section


def markdown(section: Section) -> str:
    (block,) = section.blocks
    assert isinstance(block, Prose)
    return block.markdown


def test_each_chapter_with_a_finding_has_its_first_sentence_and_a_reference() -> None:
    chapters = {
        "maturity": Section((Prose("x"),), sentences=("Scores *rose*.", "More.")),
        "funding": Section(()),
        "partners": Section((Prose("y"),), sentences=("All took part.",)),
    }
    text = markdown(opening(chapters))
    assert text.startswith(f"{HEADING}\n\n")
    assert "in 2 chapters" in text
    assert text.endswith("- Scores \\*rose\\*. (@sec-maturity)\n- All took part. (@sec-partners)")


def test_a_hub_without_tables_says_so() -> None:
    assert markdown(opening({"funding": Section(())})) == f"{HEADING}\n\n{NOTHING}"
