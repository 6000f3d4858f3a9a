"""Scores of horizon scanning belong to an innovation and a criterion of their own round."""

from pathlib import Path

import pytest

from evaluation.tables import read_hub_data

TABLES = {
    "horizon-rounds": "round,year,decided_on,places\nspring,2025/26,2025-05-01,1\n"
    "autumn,2025/26,2025-10-22,1\n",
    "horizon-criteria": "round,criterion,label,weight\nspring,need,Need,1\nautumn,cost,Cost,1\n",
    "horizon-innovations": "innovation,round,title,source,found,decision\n"
    "patch,spring,Patch,Network,2025-04-01,adopt\nvan,autumn,Van,Network,2025-06-01,adopt\n",
    "horizon-scores": "round,innovation,criterion,scorer,score\nspring,patch,need,s1,4\n",
}


@pytest.fixture
def said(tmp_path: Path):
    def read(**changed: str) -> list[str]:
        folder = tmp_path / "data" / "hub"
        folder.mkdir(parents=True)
        for name, text in {**TABLES, **{f"horizon-{k}": v for k, v in changed.items()}}.items():
            (folder / f"{name}.csv").write_text(text)
        _, findings = read_hub_data(tmp_path, [], [])
        return [f"{item.place}: {item.sentence}" for item in findings]

    return read


def test_a_sound_round_has_no_finding(said) -> None:
    assert said() == []


def test_an_innovation_or_criterion_of_another_round_is_refused(said) -> None:
    rows = "round,innovation,criterion,scorer,score\nautumn,patch,cost,s1,4\nautumn,van,need,s1,4\n"
    assert said(scores=rows) == [
        "row 2, column 'innovation': 'round' and 'innovation' do not stand together in any row of "
        "the table horizon-innovations of data/hub.",
        "row 3, column 'criterion': 'round' and 'criterion' do not stand together in any row of "
        "the table horizon-criteria of data/hub.",
    ]


def test_a_round_is_decided_in_its_year(said) -> None:
    rows = TABLES["horizon-rounds"].replace("2025-10-22", "2026-04-01")
    assert said(rounds=rows) == [
        "row 3, column 'decided_on': 'decided_on' does not lie in the financial year in 'year'."
    ]
