"""What the comparison of waves would be if each group had answered as it was asked.

In: a `Survey`. Out: weights of answers.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.estimate import CheckResult
from evaluation.hub.stakeholders.answers import SMALLER_GROUPS, Survey
from evaluation.hub.stakeholders.comparison import WaveChange

CHECK: Final = "Those who did not answer"


def response_weights(survey: Survey, answers: pd.DataFrame) -> pd.Series:
    """Return what each answer counts for: people asked over people who answered, by group.

    Parameters
    ----------
    survey : Survey
    answers : DataFrame
        wave, respondent, group: as of `with_models_groups`.

    Returns
    -------
    Series of float
        On the index of `answers`, with mean 1. It is 1 throughout a wave in which some group
        answered more often than it was asked.

    Notes
    -----
    Rests on the assumption that within a group and a wave those who did not answer would have
    answered like those who did; of that the data say nothing.
    """
    groups = set(answers["group"])
    invited = survey.invited.assign(
        group=survey.invited["group"].where(survey.invited["group"].isin(groups), SMALLER_GROUPS)
    )
    asked = invited.groupby(["wave", "group"])["invited"].sum().astype("float64")
    people = answers.drop_duplicates(["wave", "respondent"])
    given = people.groupby(["wave", "group"]).size().astype("float64")
    ratio = asked.reindex(given.index) / given
    wrong = set(ratio.index[~(ratio >= 1)].get_level_values("wave"))
    keys = pd.MultiIndex.from_frame(answers[["wave", "group"]])
    weights = pd.Series(ratio.reindex(keys).to_numpy(dtype="float64"), answers.index)
    weights = weights.mask(answers["wave"].isin(wrong), 1.0)
    return weights / weights.mean() if len(weights) else weights


def nonresponse_check(main: WaveChange, weighted: WaveChange) -> CheckResult:
    """Return whether weighting to those asked leaves the change where it was.

    Parameters
    ----------
    main, weighted : WaveChange
        Of the whole questionnaire.

    Notes
    -----
    It passes where the weighted estimate lies inside the interval of the main one.
    """
    value, lower, upper = weighted.difference.value, main.difference.lower, main.difference.upper
    if value is None or lower is None or upper is None:
        return CheckResult(CHECK, None, "The change has no estimate, weighted or not.")
    moved = abs(value - (main.difference.value or 0.0))
    start = (
        "If those who did not answer thought like those of their group who did, the change would "
        f"be {moved:.1f} percentage points "
    )
    side = "larger" if value > (main.difference.value or 0.0) else "smaller"
    is_inside = lower <= value <= upper
    end = (
        ", well inside its interval." if is_inside else ", beyond its interval: read with caution."
    )
    return CheckResult(CHECK, is_inside, f"{start}{side}{end}")
