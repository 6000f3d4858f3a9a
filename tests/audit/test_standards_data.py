"""The standards that the repository brings: complete, consistent, dated."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "data" / "standards"
FILES = sorted(FOLDER.glob("*.yml"))
TOPICS = {"falls", "feno", "gammacore", "nutrition", "plgf"}

GUIDELINE_KEYS = {"id", "title", "published", "valid_from", "valid_to", "replaces", "url"}
CRITERION_KEYS = {
    "id",
    "guideline",
    "reference",
    "statement",
    "numerator",
    "denominator",
    "exceptions",
    "target",
    "target_origin",
    "valid_from",
    "valid_to",
    "successor",
    "evidence",
}
EXPECTED = {
    *(f"PLGF-{number}" for number in range(1, 9)),
    *(f"HIP-{number}" for number in range(1, 8)),
    *(f"GC-{number}" for number in range(1, 7)),
    *(f"FENO-{number}" for number in range(1, 10)),
    *(f"FALL-{number}" for number in range(1, 6)),
    *(f"NUT-{number}" for number in range(1, 8)),
}
SUPERSEDED = {
    "PLGF-1-DG23",
    "PLGF-2-DG23",
    "FENO-4-NG80",
    "FALL-1-2017",
    "FALL-2-2017",
    "FALL-3-2017",
    "FALL-4-CG161",
}


def read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def holds(entry: dict[str, Any], day: dt.date) -> bool:
    return entry["valid_from"] <= day <= (entry["valid_to"] or dt.date.max)


@pytest.fixture(params=FILES, ids=[path.stem for path in FILES])
def standard(request: pytest.FixtureRequest) -> dict[str, Any]:
    return read(request.param)


def test_every_topic_has_a_file_of_its_name() -> None:
    assert {path.stem for path in FILES} == TOPICS
    assert all(read(path)["topic"] == path.stem for path in FILES)


def test_all_criteria_are_there_and_ids_are_unique() -> None:
    ids = [criterion["id"] for path in FILES for criterion in read(path)["criteria"]]
    assert len(ids) == len(set(ids))
    assert set(ids) == EXPECTED | SUPERSEDED


def test_every_entry_has_exactly_the_agreed_keys(standard: dict[str, Any]) -> None:
    assert set(standard) - {"columns"} == {"topic", "title", "guidelines", "criteria"}
    assert all(set(guideline) == GUIDELINE_KEYS for guideline in standard["guidelines"])
    assert all(set(criterion) - {"measure"} == CRITERION_KEYS for criterion in standard["criteria"])


def test_texts_are_texts_and_choices_are_known(standard: dict[str, Any]) -> None:
    origins = {"quality-standard-convention", "local", "qof", "monitor"}
    for criterion in standard["criteria"]:
        for key in ("reference", "statement", "numerator", "denominator"):
            assert isinstance(criterion[key], str), (criterion["id"], key)
        assert all(isinstance(reason, str) for reason in criterion["exceptions"])
        assert criterion["target"] in (0, 100, None)
        assert criterion["target_origin"] in origins
        assert (criterion["target_origin"] == "quality-standard-convention") <= (
            criterion["target"] is not None
        )
        assert criterion["evidence"] in {"checked", "not-checked"}


def test_criteria_hold_only_while_their_guideline_does(standard: dict[str, Any]) -> None:
    guidelines = {guideline["id"]: guideline for guideline in standard["guidelines"]}
    for criterion in standard["criteria"]:
        guideline = guidelines[criterion["guideline"]]
        assert criterion["valid_from"] >= guideline["valid_from"], criterion["id"]
        assert (criterion["valid_to"] or dt.date.max) <= (guideline["valid_to"] or dt.date.max)


def test_dates_run_forwards(standard: dict[str, Any]) -> None:
    for entry in (*standard["guidelines"], *standard["criteria"]):
        assert isinstance(entry["valid_from"], dt.date)
        assert entry["valid_to"] is None or entry["valid_from"] < entry["valid_to"]
    for guideline in standard["guidelines"]:
        assert guideline["published"] <= guideline["valid_from"]


def test_a_successor_begins_the_day_after(standard: dict[str, Any]) -> None:
    one_day = dt.timedelta(days=1)
    criteria = {criterion["id"]: criterion for criterion in standard["criteria"]}
    for criterion in standard["criteria"]:
        if criterion["successor"] is not None:
            successor = criteria[criterion["successor"]]
            assert successor["valid_from"] == criterion["valid_to"] + one_day
    guidelines = {guideline["id"]: guideline for guideline in standard["guidelines"]}
    for guideline in standard["guidelines"]:
        if guideline["replaces"] is not None:
            before = guidelines[guideline["replaces"]]
            assert guideline["valid_from"] == before["valid_to"] + one_day


def test_no_day_has_two_versions_of_a_criterion(standard: dict[str, Any]) -> None:
    for one, other in itertools.pairwise(standard["criteria"]):
        if one["successor"] == other["id"]:
            assert not any(
                holds(one, day) and holds(other, day)
                for day in (one["valid_to"], other["valid_from"])
            )


def test_the_adult_feno_threshold_changes_with_the_guideline() -> None:
    criteria = read(FOLDER / "feno.yml")["criteria"]

    def on(day: dt.date) -> list[str]:
        return [c["statement"] for c in criteria if c["id"].startswith("FENO-4") and holds(c, day)]

    assert ["40 ppb" in text for text in on(dt.date(2024, 11, 26))] == [True]
    assert ["50 ppb" in text for text in on(dt.date(2024, 11, 27))] == [True]
