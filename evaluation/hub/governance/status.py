"""Status of the hub and its projects by aspect in a quarter, and whether it agrees with the facts.

In: the table status, and what milestones and tolerances say. Out: ratings of this quarter and the
last, an overall rating by `OVERALL_RULE`, and findings where a rating is better than its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.tolerances import ASPECTS, BEYOND, BREACHED
from evaluation.hub.levels import levels_in_order, with_level

Row = tuple[str, str, str, str]

NOT_RATED: Final = "not rated"
OVERALL: Final = "overall"
WORSE: Final = {"green": 0, "amber": 1, "red": 2}
OVERALL_RULE: Final = (
    "The overall rating is the worst of the six aspects: red where any is red, amber where any is "
    "amber, green only where all six are rated green; otherwise it is not rated."
)
KEYS = ["project", "aspect"]
STATUS_COLUMNS = [*KEYS, "rating", "previous_rating", "reason"]
FINDING_COLUMNS = [*KEYS, "rating", "evidence"]


def status_in(status: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return the ratings of a quarter beside those of the last, with the overall ones.

    Parameters
    ----------
    status : DataFrame
        The table status.
    quarter : Quarter

    Returns
    -------
    DataFrame
        `STATUS_COLUMNS`; for the hub and then each project that was rated in this quarter or the
        last: "overall" and the six aspects, in this order. rating and previous_rating are "green",
        "amber", "red" or "not rated"; reason is missing where none was given, and for "overall".
    """
    known = with_level(status).drop_duplicates(["quarter", *KEYS], keep="last")
    now = known[known["quarter"].eq(str(quarter))].set_index(KEYS)
    before = known[known["quarter"].eq(str(quarter.previous))].set_index(KEYS)
    projects = levels_in_order(pd.concat([now, before]).reset_index()) if len(known) else []
    places = [(project, aspect) for project in projects for aspect in (OVERALL, *ASPECTS)]
    index = pd.MultiIndex.from_tuples(places, names=KEYS)
    found = pd.DataFrame(index=index)
    found["rating"] = now["rating"].reindex(index).fillna(NOT_RATED)
    found["previous_rating"] = before["rating"].reindex(index).fillna(NOT_RATED)
    found["reason"] = now["reason"].reindex(index)
    for name in ("rating", "previous_rating"):
        for project in projects:
            own = found[name].xs(project)
            found.loc[(project, OVERALL), name] = overall_rating(own.drop(OVERALL))
    text = dict.fromkeys(STATUS_COLUMNS, "string")
    return found.reset_index().reindex(columns=STATUS_COLUMNS).astype(text)


def overall_rating(ratings: pd.Series) -> str:
    """Return the overall rating of six aspects, by `OVERALL_RULE`.

    Examples
    --------
    >>> green = ["green"] * 5
    >>> [overall_rating(pd.Series([*green, last])) for last in ("green", "red", "not rated")]
    ['green', 'red', 'not rated']
    >>> overall_rating(pd.Series(["amber", "not rated"]))
    'amber'
    """
    for worst in ("red", "amber"):
        if ratings.eq(worst).any():
            return worst
    return "green" if len(ratings) and ratings.eq("green").all() else NOT_RATED


def status_findings(
    found: pd.DataFrame,
    milestones: pd.DataFrame,
    tolerances: pd.DataFrame,
    serious: pd.DataFrame,
) -> pd.DataFrame:
    """Return the ratings of a quarter that do not agree with its facts.

    Parameters
    ----------
    found : DataFrame
        From `status_in`.
    milestones : DataFrame
        From `milestones_on` for the same quarter; they bear on the aspect "time".
    tolerances : DataFrame
        From `breaches` for the same quarter; each bears on its aspect.
    serious : DataFrame
        From `overdue_and_serious`; they bear on the aspect "risk".

    Returns
    -------
    DataFrame
        project, aspect, rating and evidence, one row per finding: an aspect that is green although
        a milestone is red, a tolerance beyond its limit or a serious item overdue; amber although
        its limit is breached; amber or red without a reason; or one that has no rating while
        others of the project have.
    """
    rated = found[found["aspect"].ne(OVERALL)]
    ratings = rated.set_index(KEYS)["rating"].to_dict()
    rows = [*_gaps(rated)]
    for project, aspect, allowed, evidence in _facts(milestones, tolerances, serious):
        rating = ratings.get((project, aspect), NOT_RATED)
        if rating != NOT_RATED and WORSE[rating] < WORSE[allowed]:
            rows.append((project, aspect, rating, evidence))
    order = {project: place for place, project in enumerate(dict.fromkeys(found["project"]))}
    rows.sort(key=lambda item: (order[item[0]], ASPECTS.index(item[1])))
    return pd.DataFrame(rows, columns=FINDING_COLUMNS).astype("string")


def _gaps(rated: pd.DataFrame) -> Iterator[Row]:
    """Yield ratings without a reason, and aspects without a rating where others have one."""
    has_ratings = set(rated.loc[rated["rating"].ne(NOT_RATED), "project"])
    for row in rated.to_dict("records"):
        key = (row["project"], row["aspect"], row["rating"])
        if row["rating"] == NOT_RATED and row["project"] in has_ratings:
            yield (*key, "no rating was given")
        elif row["rating"] in ("amber", "red") and pd.isna(row["reason"]):
            yield (*key, "no reason was given")


def _facts(
    milestones: pd.DataFrame, tolerances: pd.DataFrame, serious: pd.DataFrame
) -> Iterator[Row]:
    """Yield project, aspect, the best rating that a fact allows, and the fact in words."""
    for row in milestones[milestones["rating"] == "red"].to_dict("records"):
        yield row["project"], "time", "amber", f"milestone “{row['title']}”: {row['reason']}"
    for row in tolerances[tolerances["state"].isin(BEYOND)].to_dict("records"):
        allowed = "red" if row["state"] == BREACHED else "amber"
        evidence = f"tolerance “{row['measure']}” is {row['state']}"
        yield row["project"], row["aspect"], allowed, evidence
    for row in serious.to_dict("records"):
        evidence = f"{row['kind']} {row['id']} is {row['band']} and overdue"
        yield row["project"], "risk", "amber", evidence
