"""What was found, at the top of a chapter."""

from evaluation.publish.in_short import main_sentence, with_findings

CHAPTER = "# Falls {#sec-falls}\n\nThe callout.\n\n## Context\n\nText.\n\n## Lessons\n"
FOUND = {
    "kpis": ["Of 2 indicators, 2 improved."],
    "interrupted_time_series": ["Falls <fell>.", "Visits rose."],
    "inequalities": [],
}


def test_the_main_finding_opens_the_chapter_and_others_follow():
    assert with_findings(CHAPTER, FOUND) == (
        "# Falls {#sec-falls}\n\nThe callout.\n\n"
        "::: {.lead-sentence}\nFalls \\<fell\\>.\n:::\n\n"
        "- Of 2 indicators, 2 improved.\n\n## Context\n\nText.\n\n## Lessons\n"
    )


def test_a_single_finding_has_no_list():
    text = with_findings(CHAPTER, {"kpis": FOUND["kpis"]})
    assert "improved.\n:::\n\n## Context" in text


def test_a_chapter_without_findings_stays_as_it_is():
    assert with_findings(CHAPTER, {}) == CHAPTER
    assert main_sentence({}) == ""


def test_a_chapter_without_sections_ends_with_its_findings():
    assert with_findings("# Falls\n", FOUND).endswith("- Of 2 indicators, 2 improved.\n")
