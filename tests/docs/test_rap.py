"""The self-assessment has all 18 criteria of the levels of RAP, each judged, with evidence."""

from __future__ import annotations

import re
from collections import Counter

from tests.docs.pages import DOCS, REPOSITORY

TEXT = (DOCS / "rap.md").read_text(encoding="utf-8")
ROW = re.compile(r'^\| (\d+) \| "([^|]+)" \| (met|partly met|not met) \| (.+) \|$', re.M)
ROWS = ROW.findall(TEXT)
LEVELS = {"Baseline": 5, "Silver": 9, "Gold": 4}
# A few words of each criterion, in their order (NHS England RAP Community of Practice).
WORDS = (
    "open-source language",
    "version controlled",
    "README.md",
    "peer reviewed",
    "published in the open",
    "minimal manual intervention",
    "well-documented",
    "standard directory format",
    "Reusable functions",
    "coding standards",
    "testing framework",
    "dependency information",
    "Logs",
    "Tidy data",
    "fully packaged",
    "CI",
    "event-based triggers",
    "clearly signposted",
)


def test_all_18_criteria_are_judged_in_their_order():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 19))
    for words, (_, quoted, *_) in zip(WORDS, ROWS, strict=True):
        assert words in quoted


def test_every_piece_of_evidence_exists():
    for number, _, _, evidence in ROWS:
        named = [name for name in re.findall(r"`([\w./-]+)`", evidence) if name]
        assert named, number
        assert [name for name in named if not (REPOSITORY / name).exists()] == []


def test_what_is_not_fully_met_says_what_is_missing():
    for _, _, judgement, evidence in ROWS:
        assert judgement == "met" or len(evidence.split(". ")) > 1


def test_the_summary_counts_the_judgements():
    first = 0
    for level, count in LEVELS.items():
        found = Counter(row[2] for row in ROWS[first : first + count])
        row = f"| {level} | {found['met']} | {found['partly met']} | {found['not met']} |"
        assert row in TEXT
        first += count
