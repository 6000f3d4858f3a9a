"""How answers are distributed: by item and wave, and favourable answers by group.

In: a `Survey` and the rule for counts of people. Out: protected counts, and shares of them. Steps
of the scale that are too small to show are taken together with the next step on their side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_table
from evaluation.hub.people import PERCENT, percent
from evaluation.hub.stakeholders.answers import Survey, favourable_from
from evaluation.hub.stakeholders.response import EVERYBODY, response_rates
from evaluation.intervals import mean_interval
from evaluation.workspace import Instrument

PAIR: Final = 2
GROUP_COLUMNS = ["group", "people", "mean", "lower", "upper"]


@dataclass(frozen=True)
class Step:
    """A step of the scale as it is shown, or two and more on one side of the middle together.

    Parameters
    ----------
    name : str
        Its column.
    label : str
    answers : tuple of int
        The answers in it.
    side : {-1, 0, 1}
        Below the middle, the middle, above.
    """

    name: str
    label: str
    answers: tuple[int, ...]
    side: int


@dataclass(frozen=True, eq=False)
class Distribution:
    """Answers by item and wave.

    Parameters
    ----------
    steps : tuple of Step
        From the least on.
    counts : DataFrame, one row per item and wave
        item, wave, answered and one column per step: protected counts, Int64.
    shares : DataFrame
        The same rows and steps in percent of answered, from the protected counts.
    """

    steps: tuple[Step, ...]
    counts: pd.DataFrame
    shares: pd.DataFrame


def distribution(survey: Survey, waves: list[str], rule: DisclosureRule) -> Distribution:
    """Return how the answers to each item are distributed in some waves.

    Parameters
    ----------
    survey : Survey
    waves : list of str
        The earliest first.
    rule : DisclosureRule

    Notes
    -----
    If any single step on one side of the middle would be suppressed, all steps of that side are
    taken together, for all items and waves alike.
    """
    true = _true_counts(survey, waves)
    steps = _steps(survey.instrument, true, rule)
    table = true[["item", "wave"]].copy()
    for step in steps:
        table[step.name] = true[[str(answer) for answer in step.answers]].sum(axis=1)
    names = [step.name for step in steps]
    table["answered"] = table[names].sum(axis=1)
    few = rule.suppresses_mean(table["answered"])
    safe = protect_table(table, ["answered", *names], rule, sums=[("answered", tuple(names))])
    for name in names:
        safe[name] = safe[name].mask(few)
        # A step that rounding makes the whole would tell that the others are small.
        is_whole = safe[name].eq(safe["answered"]).fillna(value=False) & (
            table[name] < table["answered"]
        )
        safe[name] = safe[name].mask(is_whole)
    shares = safe[["item", "wave"]].assign(
        **{name: percent(safe[name], safe["answered"]) for name in names}
    )
    return Distribution(steps, safe, shares)


def favourable_by_group(survey: Survey, wave: str, rule: DisclosureRule) -> pd.DataFrame:
    """Return the mean share of favourable answers of a group's people in one wave.

    Parameters
    ----------
    survey : Survey
    wave : str
    rule : DisclosureRule

    Returns
    -------
    DataFrame
        `GROUP_COLUMNS`, all people ("All groups") first: people as `response_rates` shows them,
        mean of each person's share in percent with its 95% t interval; missing where the group is
        too small, or where it is the smallest other one and would give away those that are.

    Notes
    -----
    From the mean of all and those of the groups shown, the mean of the others together follows.
    Where these others are too few, the smallest group that could be shown is hidden as well.
    """
    own = survey.answers[survey.answers["wave"] == wave]
    is_favourable = own["score"] >= favourable_from(survey.instrument)
    shares = (
        own.assign(favourable=PERCENT * is_favourable)
        .groupby(["respondent", "group"], as_index=False)["favourable"]
        .mean()
    )
    sizes = shares.groupby("group").size().sort_values()
    rates = response_rates(survey, rule)
    people = rates[rates["wave"] == wave].set_index("group")["answered"]
    hidden = _hidden_groups(sizes, rule) | set(people.index[people.isna()])
    rows = [
        _mean_row(EVERYBODY, shares["favourable"], is_hidden=len(shares) < fewest(rule)),
        *(
            _mean_row(
                str(group),
                shares.loc[shares["group"] == group, "favourable"],
                is_hidden=group in hidden,
            )
            for group in sizes.index[::-1]
        ),
    ]
    frame = pd.DataFrame(rows, columns=["group", "mean", "lower", "upper"])
    counts = people.reindex(frame["group"]).to_numpy()
    return frame.assign(people=pd.Series(counts, frame.index, dtype="Int64"))[GROUP_COLUMNS]


def fewest(rule: DisclosureRule) -> int:
    """Return the fewest people of whom a mean is shown, at least two."""
    return max(rule.fewest_for_mean, 2)


def _hidden_groups(sizes: pd.Series, rule: DisclosureRule) -> set[str]:
    """Return the groups that are too small, and one more where they are few together."""
    is_small = sizes < fewest(rule)
    hidden = {str(group) for group in sizes.index[is_small]}
    together = int(sizes[is_small].sum())
    larger = [str(group) for group in sizes.index[~is_small]]
    if 0 < together < fewest(rule) and larger:
        hidden.add(larger[0])
    return hidden


def _mean_row(group: str, shares: pd.Series, *, is_hidden: bool) -> tuple[str, float, float, float]:
    if is_hidden:
        return group, np.nan, np.nan, np.nan
    limits = mean_interval(shares)
    lower, upper = max(float(limits.lower), 0.0), min(float(limits.upper), float(PERCENT))
    return group, float(shares.mean()), lower, upper


def _true_counts(survey: Survey, waves: list[str]) -> pd.DataFrame:
    scale = survey.instrument.scale
    answers = range(scale.least, scale.most + 1)
    index = pd.MultiIndex.from_product(
        [[item.id for item in survey.instrument.items], waves], names=["item", "wave"]
    )
    own = survey.answers
    counts = pd.crosstab([own["item"], own["wave"]], own["answer"])
    counts = counts.reindex(index=index, columns=list(answers), fill_value=0).astype("int64")
    counts.columns = pd.Index([str(answer) for answer in answers])
    return counts.reset_index()


def _steps(instrument: Instrument, true: pd.DataFrame, rule: DisclosureRule) -> tuple[Step, ...]:
    scale = instrument.scale
    middle = (scale.least + scale.most) / 2
    labels = scale.labels or [str(n) for n in range(scale.least, scale.most + 1)]
    single = [
        Step(str(answer), label, (answer,), int(np.sign(answer - middle)))
        for answer, label in zip(range(scale.least, scale.most + 1), labels, strict=True)
    ]
    shown: list[Step] = []
    for side in (-1, 0, 1):
        own = [step for step in single if step.side == side]
        is_small = any(bool(rule.suppresses(true[step.name]).any()) for step in own)
        if is_small and len(own) > 1:
            answers = tuple(step.answers[0] for step in own)
            names = [step.label for step in own]
            joint = " or " if len(own) == PAIR else " to "
            label = names[0] + joint + names[-1][:1].lower() + names[-1][1:]
            own = [Step("-".join(map(str, (answers[0], answers[-1]))), label, answers, side)]
        shown += own
    return tuple(shown)
