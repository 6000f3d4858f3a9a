"""Whether the innovation reaches the groups it should: users against eligible, and the Core20."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from evaluation.disclosure import protect, protect_proportion
from evaluation.equity import (
    PROPORTION,
    InequalityChange,
    Reported,
    ShareOfUsers,
    reach_by_group,
    reach_estimates,
    share_estimates,
    share_of_users,
)
from evaluation.estimate import Estimate
from evaluation.kpi import Window
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.shares_figure import shares_figure
from evaluation.study.by_group import AFTER, windows_of
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.workspace import Reach
from evaluation.workspace.project import Periods

CORE20: Final = "Core20"
VERDICT_WORDS: Final = {
    "narrowed": "nearer to equal than at baseline",
    "widened": "further from equal than at baseline",
    "reversed": "on the other side of equal than at baseline",
    "no clear change": "not clearly different from baseline",
    "not comparable": "not comparable with baseline",
}


@dataclass(frozen=True)
class Reached:
    """Protected users and eligible by group in both windows."""

    reach: Reach
    label: str
    windows: dict[str, Window]
    counts: dict[str, pd.DataFrame]

    @property
    def dimension(self) -> str:
        """The dimension as a reader calls it."""
        return self.reach.dimension.replace("_", " ")


def section(inputs: StudyInputs, periods: Periods) -> Section:
    """Return figure, table and sentence for each item under `reach:`."""
    whole = Section(())
    for reach in inputs.project.reach:
        whole = whole + _part(inputs, periods, reach)
    return whole


def _part(inputs: StudyInputs, periods: Periods, reach: Reach) -> Section:
    reached = _reached(inputs, periods, reach)
    title = f"{reached.label} by {reached.dimension}"
    if any(len(frame) <= 1 for frame in reached.counts.values()):
        return Section((Prose(escape(f"There are no users and eligible of {title}.")),))
    if any(_exceeds(frame) for frame in reached.counts.values()):
        text = f"The reach of {title} is not given: a group has more users than eligible."
        return Section((Prose(escape(text)),))
    about = Reported(
        reach.users, reached.label, reached.dimension, "percentage points", inputs.provenance
    )
    estimates: list[Estimate] = []
    for name, frame in reached.counts.items():
        table = reach_by_group(frame)
        estimates += reach_estimates(
            table, about, reached.windows[name].label, PROPORTION.interval_method
        )
    core, sentence = _core20(reached, about)
    table = reach_by_group(reached.counts[AFTER])
    blocks = _blocks(inputs, reached, table, sentence)
    return Section(tuple(blocks), (*estimates, *core))


def _reached(inputs: StudyInputs, periods: Periods, reach: Reach) -> Reached:
    windows = windows_of(periods)
    counts = {title: _counts(inputs, reach, window) for title, window in windows.items()}
    return Reached(reach, inputs.project.kpi(reach.users).label, windows, counts)


def _counts(inputs: StudyInputs, reach: Reach, window: Window) -> pd.DataFrame:
    users = _summed(inputs, reach, reach.users, "numerator", window)
    eligible = _summed(inputs, reach, reach.eligible_kpi, "denominator", window)
    frame = pd.DataFrame({"numerator": users, "denominator": eligible}).reindex(eligible.index)
    frame = frame.rename_axis("group").reset_index()
    if _exceeds(frame):
        return frame.assign(**{name: protect(frame[name], inputs.rule) for name in _COUNTS})
    safe = protect_proportion(frame["numerator"], frame["denominator"], inputs.rule)
    return frame.assign(numerator=safe.numerator, denominator=safe.denominator)


_COUNTS: Final = ("numerator", "denominator")


def _summed(inputs: StudyInputs, reach: Reach, kpi_id: str, part: str, window: Window) -> pd.Series:
    """Return the users or the eligible of each group over a window."""
    column = "value" if inputs.project.kpi(kpi_id).kind == "count" else part
    rows = window.rows_of(inputs.groups(kpi_id, reach.dimension))
    summed: pd.Series = rows.groupby("group", sort=False)[column].sum()
    return summed


def _exceeds(frame: pd.DataFrame) -> bool:
    return bool((frame["numerator"] > frame["denominator"]).fillna(value=False).any())


def _core20(reached: Reached, about: Reported) -> tuple[list[Estimate], str]:
    """Return the estimates of the Core20 shares and the sentence that says what they mean."""
    if not reached.reach.core20:
        return [], ""
    shares: dict[str, ShareOfUsers] = {}
    found: dict[str, list[Estimate]] = {}
    for title, frame in reached.counts.items():
        shares[title] = share_of_users(frame, reached.reach.core20)
        label = reached.windows[title].label
        found[title] = share_estimates(shares[title], about, label, CORE20)
    before, after = (found[title][-1] for title in reached.counts)
    change, verdict = about.changed(before, after, null=1)
    estimates = [*(item for each in found.values() for item in each), change]
    return estimates, _sentence(shares[AFTER], after, change, verdict)


def _sentence(
    share: ShareOfUsers, ratio: Estimate, change: Estimate, verdict: InequalityChange
) -> str:
    if share.ratio is None or share.users is None or share.eligible is None:
        return "The share of the Core20 cannot be shown, because numbers are small."
    users, eligible = (
        numbers.with_unit(numbers.number(each, 1), "%") for each in (share.users, share.eligible)
    )
    level = numbers.level_text(ratio.level)
    if ratio.excludes(1):
        words = "less" if share.ratio < 1 else "more"
        finding = f"they are reached {words} than others"
    else:
        finding = "no clear difference from others"
    text = (
        f"The most deprived fifth of the nation (Core20) are {users} of users and {eligible} of "
        f"the eligible after: {finding} (ratio of shares {numbers.value_text(ratio)}, {level} "
        f"interval {numbers.interval_text(ratio)}), {VERDICT_WORDS[verdict.verdict]}"
    )
    if change.value is None:
        return f"{text}."
    return (
        f"{text} (ratio of the ratios {numbers.value_text(change)}, {level} interval "
        f"{numbers.interval_text(change)})."
    )


def _blocks(
    inputs: StudyInputs, reached: Reached, table: pd.DataFrame, sentence: str
) -> list[Block]:
    title = f"{reached.label}: reach by {reached.dimension}"
    stem = f"{inputs.slug}-{reached.reach.users}-{reached.reach.dimension.replace('_', '-')}-reach"
    shown = [_alt(row) for row in table.to_dict("records")]
    caption = f"{reached.label}: {_lowest(table)}"
    figure = shares_figure(
        table.assign(shown=shown),
        label=reached.label,
        caption=f"{caption} {sentence}".rstrip(),
        subtitle=f"{title}, {numbers.dates_in_words(reached.windows[AFTER].label)}",
        source=inputs.source_line,
        figure_label=stem,
    )
    rows = table.to_dict("records")
    frame = pd.DataFrame(
        {
            reached.dimension.capitalize(): table["group"],
            "Users": [_count(row["numerator"]) for row in rows],
            "Eligible": [_count(row["denominator"]) for row in rows],
            "Reach, %": [_limits(row, ("value", "lower", "upper"), "%") for row in rows],
            "Index": [
                _limits(row, ("index", "index_lower", "index_upper"), "ratio") for row in rows
            ],
        }
    )
    words = (
        f"Reach by {reached.dimension} after, with 95% intervals; an index of 1 means that a "
        "group's share of users is its share of the eligible."
    )
    right = ("Users", "Eligible", "Reach, %", "Index")
    return [figure, Table(frame, words, stem, right=right)]


def _lowest(table: pd.DataFrame) -> str:
    """Return which groups are clearly reached less than the others."""
    is_less = np.asarray(table["index_upper"] < 1, dtype=bool)
    names = [f"“{name}”" for name in table.loc[is_less, "group"]]
    if not names:
        return "no group is clearly reached less than the others."
    verb = "is" if len(names) == 1 else "are"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed} {verb} clearly reached less than the others."


def _alt(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["index"]):
        return numbers.SUPPRESSED
    users, eligible = (numbers.number(row[f"share_of_{name}"], 1) for name in ("users", "eligible"))
    return f"{eligible}% of eligible, {users}% of users, index {numbers.number(row['index'], 2)}"


def _limits(row: Mapping[Hashable, Any], names: tuple[str, str, str], unit: str) -> str:
    value, lower, upper = (row[name] for name in names)
    if pd.isna(value):
        return numbers.SUPPRESSED
    decimals = numbers.decimals_for(value, unit)
    limits = numbers.limits_text(lower, upper, decimals)
    return numbers.with_limits(numbers.number(value, decimals), limits)


def _count(value: Any) -> str:
    return numbers.SUPPRESSED if pd.isna(value) else numbers.number(float(value))
