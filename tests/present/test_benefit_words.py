"""Golden text: every sentence about what came of a benefit, as it was last agreed.

To renew it after a change that is meant, run
`WRITE_GOLDEN=1 python -m pytest tests/present/test_benefit_words.py`, read `git diff`, commit.
"""

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from evaluation.estimate import Estimate
from evaluation.present.benefit_words import (
    HARM_WORDS,
    STATE_WORDS,
    realised_sentence,
    share_text,
    state_words,
)
from evaluation.value.benefits.realised import Realised, State
from tests.value.making import level

GOLDEN = Path(__file__).parent / "golden" / "benefits.txt"
SHARES = {
    "exceeded": (150.4, 120.0, 180.0),
    "reached": (104.0, 88.0, 120.0),
    "partly": (52.0, 31.0, 70.0),
    "none": (8.0, -12.0, 30.0),
    "worsened": (-40.0, -60.0, -20.0),
}


def share(value: float, lower: float | None, upper: float | None) -> Estimate:
    return Estimate(
        "value",
        "calls",
        "share realised",
        "%",
        value,
        lower,
        upper,
        12,
        "draws",
        "2026",
        "measured",
    )


def made(state: State, **changes: object) -> Realised:
    limits = SHARES.get(state)
    plain = Realised(
        benefit="calls",
        label="Fewer calls",
        is_harm=False,
        state=state,
        share=share(*limits) if limits else None,
        baseline=level("baseline", 20.0),
        actual=level("after", 15.0),
        target=-1234.5,
        target_date=dt.date(2026, 3, 31),
        is_due=True,
    )
    return replace(plain, **changes)


def lines() -> list[str]:
    said = []
    for state in get_args(State):
        for is_harm in (False, True):
            found = made(state, is_harm=is_harm)
            kind = "harm" if is_harm else "benefit"
            said.append(f"{kind}, {state}: {realised_sentence(found)}")
            said.append(f"{kind}, {state}, in a cell: {share_text(found)}; {state_words(found)}")
    one = share(100.0, None, None)
    said.append(f"readings: {realised_sentence(made('reached', share=one))}")
    said.append(f"not due: {realised_sentence(made('partly', is_due=False))}")
    said.append(f"not due, no baseline: {realised_sentence(made('no baseline', is_due=False))}")
    said.append(f"no due date: {realised_sentence(made('partly', is_due=None, target_date=None))}")
    said.append(f"no levels: {realised_sentence(made('partly', baseline=None))}")
    return said


def test_every_wording_is_the_one_agreed() -> None:
    text = "\n".join(lines()) + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [STATE_WORDS, HARM_WORDS])
def test_every_state_is_worded(words: dict[State, str]) -> None:
    assert set(words) == set(get_args(State))
