"""What the chapters of the hub's year start from."""

from evaluation.disclosure import HES
from evaluation.hubyear.chapters import CHAPTERS
from evaluation.study.section import Section
from tests.hub_years import tiny_year


def test_the_register_has_the_partners_with_an_id_in_the_order_of_the_file() -> None:
    year = tiny_year(partners=[{"name": "Without id"}, {"id": "north", "name": "North Trust"}])
    assert year.partners[["id", "name"]].to_dict("records") == [
        {"id": "north", "name": "North Trust"}
    ]


def test_counts_of_people_follow_the_hubs_rule() -> None:
    assert tiny_year().rule is HES


def test_each_chapter_has_its_own_random_numbers_that_are_the_same_in_every_run() -> None:
    first, again, other = (
        tiny_year().generator(name).random(3).tolist() for name in ("a", "a", "b")
    )
    assert first == again != other


def test_charts_of_measured_data_name_the_hub_as_their_source() -> None:
    assert tiny_year(provenance="measured").source_line == "Source: Tiny Hub."
    assert tiny_year().source_line == "Synthetic demonstration data, not measured."


def test_a_hub_without_tables_has_no_chapter() -> None:
    year = tiny_year(projects={})
    assert {name: chapter(year) for name, chapter in CHAPTERS.items()} == dict.fromkeys(
        CHAPTERS, Section(())
    )
