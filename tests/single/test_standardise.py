"""Rates by group from a SPEC.yml: what is read, what is shown and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation import single
from evaluation.cli import main
from evaluation.errors import InvalidInput

DIRECT = "method: direct\ngroups: area\nage_band: age\ncount: deaths\npopulation: pop\n"
ROWS = "area,age,deaths,pop\na,65+,30,1000\na,0-64,13,9000\nb,0 to 64,2,900\nb,65 and over,3,100\n"


@pytest.fixture
def spec(tmp_path: Path) -> Any:
    """Return a function that writes a spec with its table and returns its path."""

    def write(text: str, rows: str = ROWS, **others: str) -> Path:
        (tmp_path / "data.csv").write_text(rows, encoding="utf-8")
        for name, content in others.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        path = tmp_path / "spec.yml"
        path.write_text(f"data: data.csv\n{text}", encoding="utf-8")
        return path

    return write


def faults(path: Path) -> str:
    """Return all that is said of a spec that is refused."""
    with pytest.raises(InvalidInput) as refused:
        single.standardise(path)
    return "\n".join([str(refused.value), *(str(one) for one in refused.value.findings)])


def test_direct_rates_come_with_protected_counts(spec: Any) -> None:
    result = single.standardise(spec(DIRECT))
    first, second = result["results"]
    assert first["group"] == {"area": "a"}
    assert first["count"] == 45
    assert first["value"] == pytest.approx(80_500 * 13 / 9000 + 19_500 * 30 / 1000)
    assert (second["count"], second["value"], second["upper"]) == (None, None, None)
    assert second["status"] == "not shown: fewer than 10 events"


def test_no_count_is_hidden_where_the_rule_is_none(spec: Any) -> None:
    rule = "disclosure: {rule: none, reason: published}\n"
    first, second = single.standardise(spec(DIRECT + rule))["results"]
    assert (first["count"], second["count"], second["value"]) == (43, 5, None)


def test_a_small_count_cannot_be_solved_from_an_indirect_ratio(spec: Any) -> None:
    text = DIRECT.replace("direct", "indirect") + (
        "reference: {data: ref.csv, age_band: age, count: deaths, population: pop}\n"
    )
    reference = "age,deaths,pop\n65+,300,10000\n0-64,90,90000\n"
    first, second = single.standardise(spec(text, ref=reference))["results"]
    assert first["value"] == pytest.approx(43 / 39)
    assert second["expected"] == pytest.approx(3.9)
    assert (second["count"], second["value"], second["lower"]) == (None, None, None)
    assert second["status"].startswith("suppressed")


def test_observed_totals_and_levels_in_percent(spec: Any) -> None:
    text = (
        "method: indirect\ngroups: area\nage_band: age\npopulation: pop\nmeasure: rate\n"
        "reference: {data: ref.csv}\nobserved: {data: totals.csv, count: deaths}\n"
        "levels: [95, 99.8]\nages: {from: 0}\n"
    )
    reference = "age_band,count,population\n65+,300,10000\n0-64,90,90000\n"
    totals = "area,deaths\nb,20\na,39\n"
    result = single.standardise(spec(text, ref=reference, totals=totals))
    assert [row["level"] for row in result["results"]] == [0.95, 0.998] * 2
    assert result["results"][0]["value"] == pytest.approx(390)
    assert "area a: 390 (95% 277 to 533; 99.8%" in single.standardise_text(result)


def test_a_table_may_bring_its_weights(spec: Any) -> None:
    rows = "age,deaths,pop,w\n0-64,20,100,3\n65+,20,100,1\n0-64,10,100,3\n"
    text = DIRECT.replace("groups: area\n", "") + "standard: {column: w}\nages: {from: 0}\n"
    result = single.standardise(spec(text, rows))
    assert result["results"][0]["value"] == pytest.approx(100_000 * (3 * 0.15 + 0.2) / 4)
    assert any("added up" in text for text in result["warnings"])
    assert single.standardise_text(result).splitlines()[1].startswith("all: 16,250 (95%")


def test_deciles_of_deprivation_group_the_rows(spec: Any) -> None:
    rows = "rank,lsoa,seen,all\n1,E01000001,20,40\n3284,E01000002,20,60\n32844,E01000003,3,50\n"
    text = "method: proportion\ncount: seen\npopulation: all\n"
    imd = "imd: {rank: rank, edition: 2019, lsoa: lsoa}\n"
    result = single.standardise(spec(text + imd, rows))
    assert [row["group"]["imd_decile"] for row in result["results"]] == [1, 10]
    assert [row["value"] for row in result["results"]] == [40, None]
    core = single.standardise(spec(text + imd.replace("2019", "2019, group: core20"), rows))
    assert core["results"][0]["group"] == {"core20": True}
    checked = single.standardise(spec(text + imd.replace("2019", "2019, group: none"), rows))
    assert checked["results"][0]["denominator"] == 150
    assert "not among 1 to 32,844" in faults(spec(text + imd, rows.replace("3284,E", "40000,E")))


def test_rows_without_a_rank_have_no_place_in_rates_by_age(spec: Any) -> None:
    rows = "age,deaths,pop,rank\n0-64,13,900,1\n65+,30,100,1\n0-64,9,100,\n"
    text = DIRECT.replace("groups: area\n", "") + "imd: {rank: rank, edition: 2025}\n"
    result = single.standardise(spec(text, rows))
    assert len(result["results"]) == 1
    assert "Rows without a rank of deprivation are left out." in result["warnings"]


def test_mixed_editions_are_refused(spec: Any) -> None:
    rows = "rank,year,wait\n1,2019,3\n2,2025,4\n"
    imd = "imd: {rank: rank, edition: {column: year}}\n"
    assert "are mixed" in faults(spec("method: mean\nvalue: wait\n" + imd, rows))


def test_means_of_few_people_are_not_shown(spec: Any) -> None:
    rows = "ward,wait\n" + "a,1\na,3\n" * 4 + "b,5\n"
    result = single.standardise(spec("method: mean\ngroups: ward\nvalue: wait\n", rows))
    first, second = result["results"]
    assert (first["value"], first["count"], second["value"]) == (2, 10, None)
    assert second["deviation"] is None


def test_rates_are_of_protected_counts(spec: Any) -> None:
    rows = "ward,n,pop\na,12,100\nb,0,100\nc,3,100\nd,,100\n"
    text = "method: rate\ngroups: ward\ncount: n\npopulation: pop\nmultiplier: 100\nlevels: []\n"
    result = single.standardise(spec(text, rows))
    assert [row["value"] for row in result["results"]] == [10, 0, None, None]
    assert single.standardise_text(result).splitlines()[1] == "ward a: 10.0"


def test_life_expectancy_is_given_at_the_ages_asked_for(spec: Any) -> None:
    bands = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 90, 5)), "90+"]
    rows = "age,deaths,pop\n" + "".join(f"{band},2000,100000\n" for band in bands)
    text = DIRECT.replace("direct", "life-expectancy").replace("groups: area\n", "")
    result = single.standardise(spec(text, rows))
    assert [row["age"] for row in result["results"]] == [0]
    assert result["unit"] == "years"
    asked = single.standardise(spec(text + "at: [0, 65]\n", rows))
    assert single.standardise_text(asked).splitlines()[2].startswith("at 65: 50.0 (95% ")


@pytest.mark.parametrize(
    ("text", "rows", "said"),
    [
        (DIRECT, ROWS.replace("0-64", "Total"), "row 3, column 'age'"),
        (DIRECT, ROWS.replace("30,", "-30,"), "row 2, column 'deaths': 'deaths' is below 0"),
        (DIRECT, ROWS.replace("a,65", ",65"), "'area' is empty"),
        (DIRECT, ROWS.replace("b,65 and over,3,100\n", ""), "1 of 2 groups have no row for: 65"),
        (DIRECT, ROWS.replace(",100\n", ",\n"), "'pop' is empty"),
        (DIRECT.replace("deaths", "death"), ROWS, "Did you mean 'deaths'"),
        (DIRECT.replace("age_band: age\n", ""), ROWS, "needs the key 'age_band'"),
        (DIRECT + "value: pop\n", ROWS, "'value' does not go with"),
        (DIRECT + "levels: [0.95, 95]\n", ROWS, "comes twice"),
        (DIRECT + "ages: {from: 9, to: 4}\n", ROWS, "must not be below"),
        (DIRECT.replace("area", "[area, area]"), ROWS, "comes twice"),
        (
            DIRECT.replace("direct", "indirect")
            + "reference: {data: r.csv}\nobserved: {data: o.csv}\n",
            ROWS,
            "needs 'count', or 'observed'",
        ),
    ],
)
def test_faults_are_told_with_their_place(spec: Any, text: str, rows: str, said: str) -> None:
    told = faults(spec(text, rows))
    assert said in told


def test_the_command_prints_one_object_or_lines(
    spec: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(spec(DIRECT))
    for arguments in (["standardise", path, "--json"], ["standardise", path]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0
        printed = capsys.readouterr().out
        if "--json" in arguments:
            assert json.loads(printed)["method"] == "direct"
        else:
            assert "area b: not shown: fewer than 10 events" in printed


def test_empty_counts_are_taken_as_nought_and_said(spec: Any) -> None:
    rows = ROWS.replace("13,", ",")
    taken = single.standardise(spec(DIRECT, rows))
    assert any("Empty counts are taken as 0" in text for text in taken["warnings"])
    assert taken["results"][0]["value"] == pytest.approx(19_500 * 30 / 1000)
    left = single.standardise(spec(DIRECT + "empty_counts: missing\n", rows))
    assert left["results"][0]["status"] == "not available: a count is missing"
