"""Who answered a questionnaire: response by wave and group, and what was left blank.

In: a `Survey` and the rule for counts of people. Out: tables that may be published.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_shares
from evaluation.hub.people import percent, percent_with_limits
from evaluation.hub.stakeholders.answers import Survey

EVERYBODY: Final = "All groups"
RESPONSE_COLUMNS = ["wave", "group", "invited", "answered", "rate", "lower", "upper"]
BLANK_COLUMNS = ["wave", "asked", "blank", "share"]
ITEM_COLUMNS = ["item", "people", "blank", "share"]


def response_rates(survey: Survey, rule: DisclosureRule) -> pd.DataFrame:
    """Return how many were asked and how many answered, by wave and group.

    Parameters
    ----------
    survey : Survey
    rule : DisclosureRule

    Returns
    -------
    DataFrame
        `RESPONSE_COLUMNS`; in each wave all groups first. Counts are protected, Int64; rate and
        its 95% Wilson limits in percent are computed from them, missing where one is suppressed
        or more answered than were asked.
    """
    answered = survey.people.groupby(["wave", "group"]).size().rename("answered")
    counts = (
        survey.invited.set_index(["wave", "group"])["invited"]
        .to_frame()
        .join(answered, how="outer")
    )
    counts = counts.fillna(0).astype("int64").reset_index()
    parts = [
        _of_wave(counts[counts["wave"] == wave].drop(columns="wave"), rule).assign(wave=wave)
        for wave in survey.waves["wave"]
    ]
    together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return together.reindex(columns=RESPONSE_COLUMNS)


def surplus_groups(survey: Survey) -> list[tuple[str, str]]:
    """Return the waves and groups of which more people answered than were asked."""
    answered = survey.people.groupby(["wave", "group"]).size()
    invited = survey.invited.set_index(["wave", "group"])["invited"].astype("int64")
    is_surplus = answered > invited.reindex(answered.index, fill_value=0)
    return [(str(wave), str(group)) for wave, group in answered.index[is_surplus]]


def blank_answers(survey: Survey, rule: DisclosureRule) -> pd.DataFrame:
    """Return how many of the items put to those who answered were left blank, by wave.

    Returns
    -------
    DataFrame
        `BLANK_COLUMNS`: asked is respondents times items; both counts pass the rule, share is in
        percent of them.
    """
    items = len(survey.instrument.items)
    asked = survey.people.groupby("wave").size().reindex(survey.waves["wave"], fill_value=0) * items
    given = survey.answers.groupby("wave").size().reindex(asked.index, fill_value=0)
    counts = pd.DataFrame(
        {"wave": list(asked.index), "numerator": list(asked - given), "denominator": list(asked)}
    )
    safe = protect_shares(counts, rule)
    shown = safe.rename(columns={"denominator": "asked", "numerator": "blank"})
    share = percent(shown["blank"], shown["asked"])
    return shown.assign(share=share)[BLANK_COLUMNS]


def blank_by_item(survey: Survey, wave: str, rule: DisclosureRule) -> pd.DataFrame:
    """Return how many of those who answered left each item blank in a wave.

    Returns
    -------
    DataFrame
        `ITEM_COLUMNS`, in the order of the questionnaire: people who answered, those who left the
        item blank, both protected, and their share in percent.
    """
    people = int((survey.people["wave"] == wave).sum())
    items = [item.id for item in survey.instrument.items]
    given = survey.answers[survey.answers["wave"] == wave].groupby("item").size()
    blank = people - given.reindex(items, fill_value=0)
    counts = pd.DataFrame({"item": items, "numerator": list(blank), "denominator": people})
    safe = protect_shares(counts, rule).rename(
        columns={"numerator": "blank", "denominator": "people"}
    )
    return safe.assign(share=percent(safe["blank"], safe["people"]))[ITEM_COLUMNS]


def _of_wave(counts: pd.DataFrame, rule: DisclosureRule) -> pd.DataFrame:
    counts = counts[(counts["invited"] > 0) | (counts["answered"] > 0)]
    is_sound = counts["answered"] <= counts["invited"]
    # Where more answered than were asked, the register of those asked is wrong: no rate is given.
    asked = counts["invited"].where(is_sound, counts["answered"])
    frame = pd.DataFrame(
        {"group": counts["group"], "numerator": counts["answered"], "denominator": asked}
    ).reset_index(drop=True)
    whole = pd.DataFrame(
        {
            "group": [EVERYBODY],
            "numerator": [frame["numerator"].sum()],
            "denominator": [frame["denominator"].sum()],
        }
    )
    groups = protect_shares(frame, rule, whole=whole)
    groups["denominator"] = groups["denominator"].where(is_sound.reset_index(drop=True))
    together = pd.concat([protect_shares(whole, rule), groups], ignore_index=True)
    if not is_sound.all():
        together.loc[0, "denominator"] = pd.NA
    shares = percent_with_limits(together["numerator"], together["denominator"])
    return together.rename(columns={"denominator": "invited", "numerator": "answered"}).assign(
        rate=shares["share"], lower=shares["lower"], upper=shares["upper"]
    )
