"""Changes at the same time, within an analysis and between projects."""

import pytest

from evaluation.scrutiny.coincidence import coincidence_doubts, same_time
from tests.scrutiny.making import folder, project, sentences


def with_changes(*dates: str, **more):
    changes = [{"name": f"change-{number}", "date": date} for number, date in enumerate(dates)]
    return project(analysis={"interruptions": changes, **more})


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ("2024-01-15", "may fall into the same month"),
        ("2024-03-01", "fewer than 3 months between"),
        ("2024-06-01", ""),
    ],
)
def test_interruptions_that_are_too_near_are_told(later: str, told: str) -> None:
    found = sentences(coincidence_doubts(with_changes("2024-01-01", later)))
    assert bool(found) == bool(told)
    assert all(told in text for text in found)


@pytest.mark.parametrize(
    ("reason", "is_told"), [("COVID-19", True), ("Phase-in", False), ("staff training", False)]
)
def test_a_change_at_the_edge_of_what_is_left_out_is_told(reason: str, is_told) -> None:
    left_out = [{"from": "2023-06-01", "to": "2023-12-31", "reason": reason}]
    found = sentences(coincidence_doubts(with_changes("2024-01-01", exclude=left_out)))
    assert bool(found) == is_told


def test_a_change_well_after_what_is_left_out_is_not_told() -> None:
    left_out = [{"from": "2020-03-01", "to": "2021-06-30", "reason": "COVID-19"}]
    assert not sentences(coincidence_doubts(with_changes("2024-01-01", exclude=left_out)))


def test_projects_at_one_site_in_one_month_and_domain_are_told_to_both() -> None:
    one, other = folder("falls", project(analysis={})), folder("food", project(analysis={}))
    (only,) = same_time(one, [one, other])
    assert only.sentence == (
        "The project 'food' went live in the same month at the same site, with a primary analysis "
        "of the same domain: the effects cannot be told apart."
    )
    assert "'falls'" in sentences(same_time(other, [one, other]))[0]


@pytest.mark.parametrize(
    "more",
    [
        {"sites": [{"name": "Ward 2"}]},
        {"dates": {"go_live": "2024-02-01"}},
        {"analysis": {"primary": False}},
        {"programme": "worked-example"},
    ],
    ids=["site", "month", "secondary", "example"],
)
def test_projects_that_do_not_meet_are_not_told(more) -> None:
    one, other = (
        folder("falls", project(analysis={})),
        folder("food", project(**{"analysis": {}, **more})),
    )
    assert not sentences(same_time(one, [one, other]))


def test_many_projects_that_meet_are_told_in_one_sentence() -> None:
    every = [folder(f"project-{number}", project(analysis={})) for number in range(6)]
    (only,) = same_time(every[0], every)
    assert "'project-1', 'project-2', 'project-3' and 2 more went live" in only.sentence
