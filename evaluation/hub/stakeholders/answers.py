"""The answers of a questionnaire, ready to compare: waves in order, scores, groups that suffice.

In: the tables survey-waves and survey-responses, and the questionnaire. Out: a `Survey`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pandas as pd

from evaluation.workspace import FinancialYear, Instrument
from evaluation.workspace.instruments import Item

SMALLER_GROUPS: Final = "Smaller groups together"
REVERSED_MARK: Final = " (agreeing is unfavourable)"
FEWEST_IN_GROUP: Final = 8
"""People of a group in every wave below which models take it together with others."""
WAVE_COLUMNS = ["wave", "year", "label"]
ANSWER_COLUMNS = ["wave", "respondent", "group", "item", "part", "answer", "score"]


@dataclass(frozen=True, eq=False)
class Survey:
    """One questionnaire's answers up to a year.

    Parameters
    ----------
    instrument : Instrument
    waves : DataFrame, one row per wave, the earliest first
        wave, year, label: what a reader calls it.
    invited : DataFrame, one row per wave and group
        wave, group, invited.
    answers : DataFrame, one row per answer
        wave, respondent, group, item, part string; answer int, as given; score int, 0 the least
        favourable. Blank answers, and those that the scale does not have, are left out.
    people : DataFrame, one row per respondent with an answer
        wave, respondent, group.
    outside : int
        Answers left out because the scale does not have them.
    """

    instrument: Instrument
    waves: pd.DataFrame
    invited: pd.DataFrame
    answers: pd.DataFrame
    people: pd.DataFrame
    outside: int

    @property
    def wave_labels(self) -> dict[str, str]:
        """What a reader calls each wave, the earliest first."""
        return dict(zip(self.waves["wave"], self.waves["label"], strict=True))

    @property
    def last_two(self) -> tuple[str, str] | None:
        """The last wave and the one before it; None where there are not two."""
        known = list(self.waves["wave"])
        return (known[-2], known[-1]) if len(known) > 1 else None


def survey(
    waves: pd.DataFrame, responses: pd.DataFrame, instrument: Instrument, until: FinancialYear
) -> Survey:
    """Return the answers of a questionnaire in all waves up to a year.

    Parameters
    ----------
    waves, responses : DataFrame
        The tables survey-waves and survey-responses.
    instrument : Instrument
    until : FinancialYear
        The last year whose waves are taken.
    """
    own = waves[(waves["instrument"] == instrument.id) & (waves["year"] <= str(until))]
    in_order = own.drop_duplicates("wave").sort_values("year", kind="stable")
    is_alone = ~in_order.duplicated("year", keep=False)
    label = in_order["year"].where(is_alone, in_order["year"] + " (" + in_order["wave"] + ")")
    known = in_order.assign(label=label)[WAVE_COLUMNS].reset_index(drop=True)
    given = responses[
        (responses["instrument"] == instrument.id) & responses["wave"].isin(known["wave"])
    ]
    answers, outside = _scored(given, instrument)
    people = answers.drop_duplicates(["wave", "respondent"])[["wave", "respondent", "group"]]
    invited = own[["wave", "group", "invited"]].reset_index(drop=True)
    return Survey(instrument, known, invited, answers, people.reset_index(drop=True), outside)


def item_label(item: Item) -> str:
    """Return an item's words, with a mark where agreeing is unfavourable."""
    return item.text + (REVERSED_MARK if item.reversed else "")


def favourable_from(instrument: Instrument) -> int:
    """Return the least score that counts as favourable: the first above the middle of the scale.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> five = SimpleNamespace(scale=SimpleNamespace(least=1, most=5))
    >>> four = SimpleNamespace(scale=SimpleNamespace(least=1, most=4))
    >>> favourable_from(five), favourable_from(four)
    (3, 2)
    """
    return (instrument.scale.most - instrument.scale.least) // 2 + 1


def with_models_groups(answers: pd.DataFrame, waves: Collection[str]) -> pd.DataFrame:
    """Return answers of some waves in which groups too small for a model stand together.

    Parameters
    ----------
    answers : DataFrame
        As in `Survey`.
    waves : collection of str
    """
    own = answers[answers["wave"].isin(list(waves))]
    people = own.drop_duplicates(["wave", "respondent"])
    counts = pd.crosstab(people["group"], people["wave"])
    enough = counts.reindex(columns=list(waves), fill_value=0).min(axis=1) >= FEWEST_IN_GROUP
    large = list(enough.index[enough])
    return own.assign(group=own["group"].where(own["group"].isin(large), SMALLER_GROUPS))


def _scored(given: pd.DataFrame, instrument: Instrument) -> tuple[pd.DataFrame, int]:
    """Return sound answers with their scores, and how many the scale does not have."""
    scale = instrument.scale
    items = {item.id: item for item in instrument.items}
    own = given[given["item"].isin(list(items)) & given["answer"].notna()]
    is_inside = own["answer"].between(scale.least, scale.most)
    sound = own[is_inside].copy()
    answer = sound["answer"].astype("int64")
    is_reversed = sound["item"].map(lambda name: items[str(name)].reversed).astype("bool")
    sound["answer"] = answer
    sound["score"] = (answer - scale.least).where(~is_reversed, scale.most - answer)
    sound["part"] = sound["item"].map(lambda name: items[str(name)].part)
    return sound[ANSWER_COLUMNS].reset_index(drop=True), int((~is_inside).sum())
