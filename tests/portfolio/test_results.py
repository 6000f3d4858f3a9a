import pytest

from evaluation.portfolio.results import ABSOLUTE, RELATIVE, read_results


@pytest.fixture
def read(add_project, open_hub):
    """Return a function that reads the results of the one project there is."""

    def read_it(**project):
        add_project("falls", **project)
        (result,) = read_results(open_hub())
        return result

    return read_it


def test_a_project_that_never_ran_has_nothing(read):
    result = read()
    assert (result.attempt, result.good, result.estimates) == (None, None, ())
    assert not result.has_failed
    assert result.main_verdict is None
    assert result.kpi_verdicts().total() == 0


def test_a_good_result_brings_its_estimates(read, done):
    done("falls")
    result = read()
    assert not result.has_failed
    assert result.effect(ABSOLUTE).value == -4.0
    assert result.effect(RELATIVE).project == "falls"
    assert result.main_kpi.label == "Falls with harm"
    assert result.main_verdict == "improved"


def test_a_failed_run_keeps_the_last_good_result(read, done, failed):
    done("falls")
    failed("falls", "The kernel died.")
    result = read()
    assert result.has_failed
    assert result.attempt.reason == "The kernel died."
    assert result.effect(ABSOLUTE).value == -4.0


def test_a_failure_before_the_last_good_result_is_over(read, done, failed):
    failed("falls", "The kernel died.", start="2025-04-01T08:00:00+00:00")
    done("falls")
    assert not read().has_failed


def test_a_record_whose_estimates_are_gone_has_none(read, done, tmp_path):
    done("falls")
    (tmp_path / "reports" / "results" / "falls" / "estimates.parquet").unlink()
    result = read()
    assert result.good is not None
    assert result.main_verdict is None


@pytest.mark.parametrize(
    ("absolute", "relative", "verdict"),
    [
        ((-4.0, -6.0, -2.0), (-20.0, -30.0, -10.0), "improved"),
        ((4.0, 2.0, 6.0), (20.0, 10.0, 30.0), "worsened"),
        ((-4.0, -6.0, -2.0), (-20.0, -45.0, 5.0), "no clear change"),
        ((-4.0, -9.0, 1.0), (-20.0, -30.0, -10.0), "no clear change"),
        ((-4.0, -6.0, -2.0), None, "improved"),
        ((None, None, None), None, "suppressed"),
    ],
)
def test_the_verdict_needs_both_measures_to_agree(read, done, absolute, relative, verdict):
    done("falls", absolute, relative)
    assert read().main_verdict == verdict


def test_without_a_primary_series_there_is_no_main_effect(read, done):
    done("falls")
    result = read(its=[])
    assert result.main_kpi is None
    assert result.effect(ABSOLUTE) is None
    assert result.main_verdict is None


def test_the_effect_of_another_outcome_is_not_the_main_one(read, done, estimate_of):
    other = estimate_of(ABSOLUTE, (9.0, 8.0, 10.0), outcome="other")
    done("falls", None, None, other)
    assert read().effect(ABSOLUTE) is None


def test_indicators_are_counted_by_verdict(read, done, estimate_of):
    others = [
        estimate_of("difference", values, "kpi")
        for values in ((-4.0, -6.0, -2.0), (1.0, -1.0, 3.0), (None, None, None))
    ]
    done("falls", None, None, *others, estimate_of("baseline", (1.0, 0.5, 2.0), "kpi"))
    assert dict(read().kpi_verdicts()) == {"improved": 1, "no clear change": 1, "suppressed": 1}


def test_projects_come_in_the_order_of_the_report(add_project, open_hub):
    add_project("a", order=20)
    add_project("b", order=10)
    assert [item.folder.slug for item in read_results(open_hub())] == ["b", "a"]


@pytest.mark.parametrize(
    ("tested", "verdict"),
    [
        ((-1.0, -3.5, 1.5), "no important change"),
        ((-1.0, -4.5, 2.5), "no clear change"),
        (None, "no clear change"),
    ],
)
def test_an_effect_inside_the_projects_region_is_no_important_change(
    read, done, estimate_of, tested, verdict
):
    others = []
    if tested is not None:
        others.append(estimate_of("absolute difference, for equivalence", tested))
    done("falls", (-1.0, -4.0, 2.0), (-5.0, -20.0, 10.0), *others)
    plain = {"id": "main", "kpi": "falls", "question": "Did falls change?"}
    region = {"measure": "absolute", "lower": -4, "upper": 4}
    assert read(its=[{**plain, "equivalence": region}]).main_verdict == verdict
