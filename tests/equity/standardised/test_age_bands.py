"""Labels of age bands, their order and their gaps."""

from __future__ import annotations

import pandas as pd
import pytest

from evaluation.equity.standardised.age_bands import age_bands, first_ages, read_age_band, within
from evaluation.errors import InvalidInput


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("0-4", "0 to 4"),
        ("00-04", "0 to 4"),
        ("10 – 14", "10 to 14"),
        ("Aged 5 to 9 years", "5 to 9"),
        ("<1", "0"),
        ("Under 5", "0 to 4"),
        ("[5,10)", "5 to 9"),
        ("[90, Inf)", "90 and over"),
        ("90+", "90 and over"),
        ("90 plus", "90 and over"),
        ("90 years and over", "90 and over"),
        ("≥90", "90 and over"),
        ("85-120", "85 and over"),
    ],
)
def test_a_band_is_known_by_any_of_its_labels(label: str, text: str) -> None:
    assert str(read_age_band(label)) == text


@pytest.mark.parametrize("label", ["Total", "9-5", "All ages", "05-Sep", "-5", ""])
def test_what_is_no_band_is_none(label: str) -> None:
    assert read_age_band(label) is None


def test_bands_come_in_order_of_age_and_not_of_text() -> None:
    bands = age_bands(["5-9", "90+", "10-89", "0", "1-4"]).bands
    assert [band.first for band in bands] == [0, 1, 5, 10, 90]


def test_first_ages_alone_are_bands_of_five_years() -> None:
    bands = age_bands([90, 0, 1, *range(5, 90, 5)]).bands
    assert [str(band) for band in bands[:3]] == ["0", "1 to 4", "5 to 9"]
    assert bands[-1].is_open


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (["0-4", "10-14"], "5 to 9 is missing"),
        ([0, 5, 15], "10 to 14 is missing"),
        (["0-4", "Total"], "1 label names no age band"),
        (["05-Sep", "14-Oct"], "2 labels name no age band.*into dates"),
        (["85+", "90+"], "a band from 90 follows"),
        (["0+", "0-4"], "open in some rows"),
    ],
)
def test_gaps_and_totals_are_refused(labels: list[str], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=f"(?s){sentence}"):
        age_bands(labels)


def test_a_band_that_runs_into_the_next_is_cut_and_named() -> None:
    found = age_bands(["55-69", "60-64", "65+"])
    assert str(found.bands[0]) == "55 to 59"
    assert [str(band) for band in found.overlapping] == ["55 to 69"]


def test_ages_that_the_bands_do_not_reach_are_refused() -> None:
    bands = age_bands(["0-74", "75+"]).bands
    assert within(bands, 0, 74) == [True, False]
    for first, last in [(5, None), (0, 70)]:
        with pytest.raises(InvalidInput, match="do not cover"):
            within(bands, first, last)
    with pytest.raises(InvalidInput, match="open last band"):
        within(bands[:1], 0, None)


def test_labels_without_a_band_have_no_first_age() -> None:
    assert first_ages(pd.Series(["5-9", "x", "05-09"])).fillna(-1).tolist() == [5, -1, 5]
