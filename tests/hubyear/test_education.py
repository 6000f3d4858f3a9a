"""The chapters on education and on developing the impact, from rows to what a reader sees."""

from evaluation.hubyear import education, presentations
from evaluation.present.blocks import Figure, Table
from evaluation.publish.quarterly import markdown
from evaluation.study.section import Section
from tests.hub_years import Rows, tiny_year

COURSE = {
    "session": "f1",
    "kind": "fundamentals",
    "title": "Course",
    "date": "2025-06-01",
    "locality": "East",
    "status": "held",
}
PLAN = {"year": "2025/26", "kind": "fundamentals", "planned": "3"}
CAME = {"session": "f1", "partner": "north", "role": "clinical", "people": "17"}
ASKED = {"session": "f1", "level": "reaction", "measure": "Liked *it*", "yes": "13", "asked": "16"}
CONFIDENT = [
    {
        "session": "f1",
        "participant": f"secret{person}",
        "item": "Plan",
        "before": "2",
        "after": "4",
        "follow_up": "3" if person < 9 else None,
    }
    for person in range(12)
]


def made(**tables: Rows) -> Section:
    return education.chapter(
        tiny_year({name.replace("_", "-"): rows for name, rows in tables.items()})
    )


def whole() -> Section:
    return made(
        education_plan=[PLAN],
        education_sessions=[COURSE],
        education_attendance=[CAME],
        education_kirkpatrick=[ASKED],
        education_confidence=CONFIDENT,
        community_members=[{"quarter": "2025/26-Q1", "members": "143", "organisations": "18"}],
        education_requests=[
            {"request": "q", "received": "2026-03-01", "topic": "More", "status": "waiting"}
        ],
    )


def test_the_finding_holds_sessions_against_the_plan_with_a_protected_count() -> None:
    assert whole().sentences == (
        "In 2025/26 the hub held 1 of 3 planned courses; 15 people came, counted once for each "
        "session.",
    )


def test_changes_are_drawn_told_and_listed_and_nobody_is_shown() -> None:
    section = whole()
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    assert "Plan: at the end of the course 100" in figure.alt
    text = markdown(section.blocks)
    assert "clearly more confident in 1 of 1 question; at the follow-up they still were" in text
    assert (
        "Of 10 people who answered before, 100% answered at the end and a number that is not"
        in text
    )
    assert "secret" not in text
    assert "Liked \\*it\\*" in text
    assert all(found.is_estimable for found in section.estimates)


def test_partners_that_were_not_reached_are_named() -> None:
    assert "Nobody came from: South Council." in markdown(whole().blocks)


def test_numbers_of_people_are_rounded_in_every_table() -> None:
    tables = {block.label: block.frame for block in whole().blocks if isinstance(block, Table)}
    assert tables["education-members"]["Members"].tolist() == ["145"]
    assert tables["education-partner"]["People who came"].tolist() == ["15", "0"]
    assert tables["education-levels"]["People asked"].tolist() == ["15"]


def test_one_waiting_request_has_no_median_time() -> None:
    assert "Fewer than half have been answered" in markdown(whole().blocks)


def test_a_plan_without_sessions_says_that_nothing_was_held() -> None:
    section = made(education_plan=[PLAN])
    assert section.sentences[0].startswith("In 2025/26 the hub held 0 of 3 planned courses")
    assert "No course was held in the year." in markdown(section.blocks)


def test_presentations_are_counted_drawn_and_listed() -> None:
    told = [
        {
            "date": "2025-06-01",
            "partner": "north",
            "group": group,
            "topic": "What *came* of it",
        }
        for group in ("core team", "programme group")
    ]
    section = presentations.chapter(tiny_year({"impact-presentations": told}))
    assert section.sentences == (
        "2 presentations in 2025/26 (0 the year before) by 1 of 2 partners; 1 had none within "
        "twelve months.",
    )
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    assert "North Trust: 2025/26-Q1; South Council: none." in figure.alt
    text = markdown(section.blocks)
    assert "Due: South Council." in text
    assert "What \\*came\\* of it" in text
