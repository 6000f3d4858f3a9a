import pytest

from evaluation.audit.sampling import margin_reached, sample_size
from evaluation.errors import InvalidInput


@pytest.mark.reference
def test_sizes_agree_with_the_calculator_of_bristol_and_with_epir(nhs_case):
    case = nhs_case("audit_sample_size_fpc")
    rows = case.expected["rows"]
    for formula in ("ubht", "cochran"):
        found = [
            sample_size(
                100 * row["p"], 100 * row["A"], row.get("N"), level=row["conf"], formula=formula
            )
            for row in rows
        ]
        raw = [size.raw for size in found]
        case.close(f"{formula} raw", raw, [row[f"{formula}_raw"] for row in rows], absolute=1e-6)
        sizes = [size.eligible for size in found]
        rounded = [min(row[f"{formula}_ceil"], row.get("N") or 1e9) for row in rows]
        case.same(f"{formula} rounded up", sizes, rounded)


@pytest.mark.reference
def test_published_sizes_are_found_again_within_one_record(nhs_case):
    case = nhs_case("audit_sample_size_fpc")
    rows = case.expected["published"]
    found = [
        sample_size(100 * row["p"], 100 * row["A"], row["N"], level=row["conf"]).eligible
        for row in rows
    ]
    case.close("published", found, [row["published_n"] for row in rows], absolute=1)


def test_a_very_large_population_needs_as_many_as_an_unlimited_one():
    assert sample_size(50, 5, 10**9).eligible == sample_size(50, 5).eligible == 385


def test_expected_exceptions_ask_for_more_records():
    size = sample_size(50, 5, exceptions=20)
    assert (size.eligible, size.records) == (385, 482)


def test_no_more_are_asked_for_than_there_are():
    assert sample_size(50, 1, 30).eligible == 30


def test_the_margin_of_the_size_is_the_margin_asked_for():
    for population in (None, 120, 5000):
        size = sample_size(30, 4, population)
        assert margin_reached(size.eligible, 30, population) <= 4 + 1e-9
        assert margin_reached(size.eligible - 1, 30, population) > 4


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"expected": 0, "margin": 5}, "expected percentage"),
        ({"expected": 50, "margin": 0}, "margin"),
        ({"expected": 50, "margin": 5, "population": 0}, "population is empty"),
        ({"expected": 50, "margin": 5, "level": 95}, "level"),
        ({"expected": 50, "margin": 5, "exceptions": 100}, "exceptions"),
    ],
)
def test_numbers_out_of_range_are_refused(numbers, said):
    with pytest.raises(InvalidInput, match=said):
        sample_size(**numbers)


@pytest.mark.parametrize("eligible", [0, 81])
def test_a_sample_must_lie_within_its_population(eligible):
    with pytest.raises(InvalidInput, match="larger than its population"):
        margin_reached(eligible, 50, 80)
