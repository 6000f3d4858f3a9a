"""Themes of coded interviews: how many people raised each, under disclosure control.

In: the table interview-themes. Out: protected counts by theme, and by group where that is allowed.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_shares
from evaluation.hub.people import percent
from evaluation.hub.stakeholders.distribution import fewest

EVERYBODY: Final = "Everybody"
COUNTS = ["raised", "interviewed", "share"]
THEME_COLUMNS = ["theme", *COUNTS]
GROUP_COLUMNS = ["theme", "group", *COUNTS]


def last_rounds(themes: pd.DataFrame, until: str) -> list[str]:
    """Return the last two rounds of interviews up to a year or label, the latest last."""
    return sorted(wave for wave in themes["wave"].unique() if wave <= until)[-2:]


def themes_raised(themes: pd.DataFrame, wave: str, rule: DisclosureRule) -> pd.DataFrame:
    """Return how many of those interviewed in a round raised each theme.

    Parameters
    ----------
    themes : DataFrame
        The table interview-themes.
    wave : str
    rule : DisclosureRule

    Returns
    -------
    DataFrame
        `THEME_COLUMNS`, the most frequent first: protected counts, and their share in percent.
    """
    true = _together(themes[themes["wave"] == wave])
    return _protected(true, rule)[THEME_COLUMNS]


def themes_by_group(themes: pd.DataFrame, wave: str, rule: DisclosureRule) -> pd.DataFrame:
    """Return the same by group.

    Returns
    -------
    DataFrame
        `GROUP_COLUMNS`; groups of whom too few were interviewed have no rows, and neither has any
        group where those left out are too few together to hide.
    """
    own = themes[themes["wave"] == wave]
    sizes = own.groupby("group")["interviewed"].max()
    is_small = sizes < fewest(rule)
    left_out = int(sizes[is_small].sum())
    if 0 < left_out < fewest(rule):
        is_small = is_small | sizes.eq(sizes[~is_small].min())
    shown = own[own["group"].isin(list(sizes.index[~is_small]))]
    whole = _together(own)
    renamed = shown.rename(columns={"interviews": "numerator", "interviewed": "denominator"})
    parts = [
        _protected(renamed[renamed["theme"] == theme], rule, whole[whole["theme"] == theme])
        for theme in whole["theme"]
        if (renamed["theme"] == theme).any()
    ]
    if not parts:
        return pd.DataFrame(columns=GROUP_COLUMNS)
    return pd.concat(parts, ignore_index=True)[GROUP_COLUMNS]


def _together(own: pd.DataFrame) -> pd.DataFrame:
    """Return true counts by theme over all groups; a group without a row did not raise it."""
    everybody = int(own.groupby("group")["interviewed"].max().sum()) if len(own) else 0
    raised = own.groupby("theme")["interviews"].sum().astype("int64")
    frame = pd.DataFrame({"numerator": raised, "denominator": everybody}).reset_index()
    return frame.sort_values(["numerator", "theme"], ascending=[False, True], ignore_index=True)


def _protected(
    frame: pd.DataFrame, rule: DisclosureRule, whole: pd.DataFrame | None = None
) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    if whole is not None:
        whole = whole.reset_index(drop=True)
    safe = protect_shares(frame, rule, whole=whole).rename(
        columns={"numerator": "raised", "denominator": "interviewed"}
    )
    return safe.assign(share=percent(safe["raised"], safe["interviewed"]))
