"""The chapter on the stakeholder evaluation, from rows written here."""

import re

import numpy as np
import pytest

from evaluation.hubyear.stakeholders import chapter
from evaluation.present.blocks import Figure, Prose, Table
from evaluation.study.section import Section
from evaluation.workspace import Instruments
from tests.hub.stakeholders.surveys import instrument
from tests.hub_years import tiny_year

FORMS = Instruments(instruments=[instrument()])


def wave_rows(*rows):
    columns = ["wave", "year", "group", "invited"]
    return [
        {"instrument": "survey", **dict(zip(columns, map(str, row), strict=True))} for row in rows
    ]


def answer_rows(wave, group, counts, item="one"):
    """Return answers 1 to 5, so many of each."""
    answers = np.repeat(np.arange(1, 6), counts)
    return [
        {
            "instrument": "survey", "wave": wave, "respondent": f"secret-{wave}-{group}-{number}",
            "group": group, "item": item, "answer": str(answer),
        }
        for number, answer in enumerate(answers)
    ]  # fmt: skip


WAVES = wave_rows(
    ("W1", "2024/25", "Provider", 90), ("W1", "2024/25", "<b>Small", 20),
    ("W2", "2025/26", "Provider", 95), ("W2", "2025/26", "<b>Small", 20),
)  # fmt: skip
ANSWERS = [
    *answer_rows("W1", "Provider", (10, 10, 10, 8, 8)),
    *answer_rows("W1", "Provider", (8, 8, 12, 10, 8), "two"),
    *answer_rows("W1", "<b>Small", (1, 1, 1, 1, 1)),
    *answer_rows("W2", "Provider", (4, 4, 10, 14, 16)),
    *answer_rows("W2", "Provider", (8, 8, 12, 10, 10), "two"),
    *answer_rows("W2", "<b>Small", (1, 1, 1, 1, 2)),
]
RECORDS = {
    "attributable-events": [
        {"event": "E1", "date": "2025-05-01", "project": "falls", "partner": "north",
         "kind": "decision", "attribution": "whole", "evidence": "seen"}
    ],
    "interview-themes": [
        {"wave": "2025/26", "group": "Hub", "theme": "Time", "interviews": "9",
         "interviewed": "14"}
    ],
    "document-review": [
        {"year": "2025/26", "document": "Report", "item": "Aims", "status": "partly"}
    ],
    "recommendations": [
        {"recommendation": "L1", "source": "S", "scope": "local", "text": "Do *it*.",
         "owner": "Head", "due": "2025-06-30"}
    ],
    "recommendation-progress": [
        {"recommendation": "L1", "quarter": "2025/26-Q4", "status": "under way",
         "note": "Half is done."}
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def full():
    tables = {"survey-waves": WAVES, "survey-responses": ANSWERS, **RECORDS}
    return chapter(tiny_year(tables, instruments=FORMS))


def words_of(section):
    shown = []
    for block in section.blocks:
        if isinstance(block, Prose):
            shown.append(block.markdown)
        elif isinstance(block, Table):
            shown.append(f"{block.caption}\n{block.markdown}")
        else:
            shown.append(f"{block.caption}\n{block.alt}\n{block.data.to_csv()}")
    return "\n".join(shown)


def test_a_hub_without_stakeholder_tables_has_no_chapter():
    assert chapter(tiny_year(instruments=FORMS)) == Section(())
    assert chapter(tiny_year()) == Section(())


def test_the_chapter_opens_with_its_main_finding(full):
    opening = full.blocks[0].markdown
    assert opening.startswith("# Stakeholder evaluation {#sec-stakeholders}")
    assert "::: {.lead-sentence}" in opening
    assert full.sentences[0].startswith("Survey, all items: ")
    assert full.sentences[0] in opening


def test_each_part_of_the_evaluation_has_its_section(full):
    headings = re.findall(r"^## (.+)$", words_of(full), re.MULTILINE)
    assert headings == [
        "Survey", "Attributable events", "Recommendations", "Interviews", "Documents",
    ]  # fmt: skip


def test_labels_are_unique_and_each_figure_has_a_table_after_it(full):
    labelled = [block for block in full.blocks if not isinstance(block, Prose)]
    labels = [block.label for block in labelled]
    assert len(set(labels)) == len(labels)
    assert all(label.startswith("stakeholders-") for label in labels)
    for block, following in zip(full.blocks, full.blocks[1:], strict=False):
        if isinstance(block, Figure):
            assert isinstance(following, Table)


def test_no_person_and_no_small_group_reaches_the_chapter(full):
    assert "secret" not in words_of(full)
    groups = next(b for b in full.blocks if isinstance(b, Table) and b.label.endswith("-groups"))
    rows = groups.frame.set_index("Group")["Favourable answers, % (95% interval)"]
    assert rows["<b>Small"] == "*"
    response = next(b for b in full.blocks if isinstance(b, Table) and b.label.endswith("response"))
    small = response.frame[response.frame["Group"] == "<b>Small"]
    assert small["Answered"].tolist() == ["*", "*"]


def test_counts_of_people_are_stars_or_multiples_of_five(full):
    headers = {"Invited", "Answered", "People", "Raised it (people)", "Interviewed (people)"}
    for block in full.blocks:
        if isinstance(block, Table):
            for name in headers & set(block.frame.columns):
                shown = block.frame[name]
                assert all(cell == "*" or int(cell) % 5 == 0 for cell in shown), block.label


def test_words_of_users_are_escaped(full):
    assert "Do \\*it\\*." in words_of(full)
    assert "\\<b\\>Small" in words_of(full)


def test_estimates_and_checks_are_saved(full):
    assert {estimate.analysis for estimate in full.estimates} == {"stakeholders"}
    assert {"difference", "odds ratio", "response rate", "favourable answers"} == {
        estimate.measure for estimate in full.estimates
    }
    assert all(e.n is None or e.n % 5 == 0 for e in full.estimates)
    assert len(full.checks) == 2


def test_a_first_wave_is_told_without_a_comparison():
    tables = {"survey-waves": WAVES[2:], "survey-responses": ANSWERS[-55:]}
    section = chapter(tiny_year(tables, instruments=FORMS))
    assert "asked for the first time in 2025/26" in section.sentences[0]
    assert not [b for b in section.blocks if isinstance(b, Table) and "sensitivity" in b.label]


def test_a_year_without_a_wave_says_so():
    tables = {"survey-waves": WAVES[:2], "survey-responses": ANSWERS[:46]}
    section = chapter(tiny_year(tables, instruments=FORMS))
    assert "No wave was held in 2025/26; the last one is of 2024/25." in words_of(section)


def test_a_wave_that_nobody_answered_says_so():
    section = chapter(tiny_year({"survey-waves": WAVES[:2]}, instruments=FORMS))
    assert section.sentences == ("Survey: nobody has answered yet.",)


def test_more_answers_than_people_asked_are_named():
    waves = wave_rows(("W2", "2025/26", "Provider", 20))
    tables = {"survey-waves": waves, "survey-responses": answer_rows("W2", "Provider", [8] * 5)}
    section = chapter(tiny_year(tables, instruments=FORMS))
    assert "no rate is given: Provider in 2025/26." in words_of(section)


def test_a_hub_with_records_alone_has_a_chapter():
    section = chapter(tiny_year(RECORDS))
    assert section.sentences[0].startswith("1 event of 2025/26 is put down to the hub")
    assert "L1: Half is done." in words_of(section)


def test_a_figure_holds_no_more_items_than_a_page_has_room_for():
    items = {f"item-{number}": False for number in range(12)}
    answers = [row for item in items for row in answer_rows("W2", "Provider", [8] * 5, item)]
    tables = {"survey-waves": WAVES[2:], "survey-responses": answers}
    section = chapter(tiny_year(tables, instruments=Instruments(instruments=[instrument(items)])))
    figures = [block for block in section.blocks if isinstance(block, Figure)]
    assert [figure.data["item"].nunique() for figure in figures] == [6, 6]
