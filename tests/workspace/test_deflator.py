"""The price index of a workspace."""

from pathlib import Path

import pytest

from evaluation.workspace import PriceIndex, read_deflator
from evaluation.workspace.reading import read_workspace
from tests.tiny_hub import write_tiny_hub

GOOD = "year,index,source\n2023/24,96.5,Treasury\n2024/25,100,Treasury\n"


def written(root: Path, content: str | bytes) -> Path:
    path = root / "data" / "deflator.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def test_a_workspace_need_not_have_one(tmp_path: Path) -> None:
    assert read_deflator(tmp_path) == (PriceIndex(), [])


def test_figures_and_sources_are_read(tmp_path: Path) -> None:
    found, findings = read_deflator(written(tmp_path, GOOD))
    assert found.index == {"2023/24": 96.5, "2024/25": 100.0}
    assert found.sources == ("Treasury",)
    assert findings == []


@pytest.mark.parametrize(
    ("content", "sentence", "place"),
    [
        (b"\xff\xfe", "not UTF-8", ""),
        ("year,index\n2024/25,100\n", "columns", ""),
        ("year,index,source\n2024,100,T\n", "written like 2025/26", "row 2"),
        ("year,index,source\n2024/25,x,T\n", "no number above 0", "row 2"),
        ("year,index,source\n2024/25,-1,T\n", "no number above 0", "row 2"),
        ("year,index,source\n2024/25,100,\n", "source is missing", "row 2"),
        (f"{GOOD}2024/25,101,T\n", "above already", "row 4"),
    ],
)
def test_a_fault_is_a_sentence_with_its_row(
    tmp_path: Path, content: str | bytes, sentence: str, place: str
) -> None:
    (found,) = read_deflator(written(tmp_path, content))[1]
    assert sentence in found.sentence
    assert found.remedy
    assert (found.file, found.place) == ("data/deflator.csv", place)


def test_its_faults_are_faults_of_the_workspace(tmp_path: Path) -> None:
    root = written(write_tiny_hub(tmp_path, "falls"), "year\n")
    workspace, findings = read_workspace(root)
    assert workspace is None
    assert findings[0].file == "data/deflator.csv"
