"""What one audit reports: its tables under disclosure control, its warnings, and its text.

In: the tally of the records. Out: plain data for JSON, and lines for a terminal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from evaluation import audit as audit_room
from evaluation.audit import tally
from evaluation.audit.scanning import DAY_UNKNOWN, NOT_IN_FORCE
from evaluation.audit.versions import Chain, Version
from evaluation.disclosure import DisclosureRule, protect_counts
from evaluation.single.reading import plain_rows
from evaluation.study.audit_versions import count_in_words

OPEN: Final = "now"
ALL_CYCLES: Final = "all"
JUDGED_HERE: Final = "Each record is judged by the version of its day"


def tables_of(
    tallied: pd.DataFrame,
    chains: tuple[Chain, ...],
    targets: Mapping[str, float | None],
    rule: DisclosureRule,
    level: float,
) -> dict[str, Any]:
    """Return groups, versions, exceptions by reason and what is set aside, as plain rows."""
    groups = tally.counts_of(tally.grouped(tallied), tally.GROUPED)
    by_group = audit_room.compliance(audit_room.protect_results(groups, rule), targets, level)
    reasons = protect_counts(tally.reasons_of(tallied), ["exceptions"], rule)
    aside = protect_counts(tally.set_aside_of(tallied), [tally.RECORDS], rule)
    return {
        "groups": plain_rows(by_group),
        "versions": plain_rows(_versions(tallied, chains, targets, rule, level)),
        "exceptions": plain_rows(reasons),
        "set_aside": plain_rows(aside),
    }


def warnings_of(
    tallied: pd.DataFrame, chains: tuple[Chain, ...], rule: DisclosureRule, *, is_dated: bool
) -> list[str]:
    """Return what a reader must know of the versions and of the records set aside."""
    return [
        *_changes(tallied, chains),
        *_out_of_force(tallied, chains, rule, NOT_IN_FORCE),
        *(_out_of_force(tallied, chains, rule, DAY_UNKNOWN) if is_dated else ()),
        *_unchecked(chains, is_dated=is_dated),
        *_set_aside(tallied, rule),
    ]


def validity(version: Version) -> str:
    """Return the days on which a version held, in words.

    Examples
    --------
    >>> validity(Version("A", valid_from=dt.date(2017, 11, 29), valid_to=dt.date(2024, 11, 26)))
    '29 November 2017 to 26 November 2024'
    """
    first, last = (None if day is None else f"{day.day} {day:%B %Y}" for day in _ends(version))
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else "always"


def _ends(version: Version) -> tuple[dt.date | None, dt.date | None]:
    return version.valid_from, version.valid_to


def _versions(
    tallied: pd.DataFrame,
    chains: tuple[Chain, ...],
    targets: Mapping[str, float | None],
    rule: DisclosureRule,
    level: float,
) -> pd.DataFrame:
    rows = tally.whole(tallied)
    rows = rows[rows["version"].notna() & rows["cycle"].notna()].assign(cycle=ALL_CYCLES)
    counts = tally.counts_of(rows, ["version"])
    results = audit_room.compliance(audit_room.protect_results(counts, rule), targets, level)
    known = {each.id: each for chain in chains for each in chain.versions}
    order = {name: position for position, name in enumerate(known)}
    results = results.drop(columns="cycle").sort_values(
        "version", key=lambda names: names.map(order), kind="stable"
    )
    found = [known[name] for name in results["version"]]
    head = results[["criterion", "version"]].assign(
        guideline=pd.array([each.guideline or pd.NA for each in found], dtype="string"),
        valid_from=_days_as_text([each.valid_from for each in found]),
        valid_to=_days_as_text([each.valid_to for each in found]),
    )
    return head.join(results.drop(columns=["criterion", "version"]))


def _days_as_text(days: list[dt.date | None]) -> pd.api.extensions.ExtensionArray:
    return pd.array([pd.NA if day is None else str(day) for day in days], dtype="string")


def _changes(tallied: pd.DataFrame, chains: tuple[Chain, ...]) -> Iterator[str]:
    used = set(tallied["version"].dropna())
    is_stated = tallied["force"].notna().any()
    how = "Results came by these versions" if is_stated else JUDGED_HERE
    for chain in chains:
        own = [version for version in chain.versions if version.id in used]
        if len(own) > 1:
            spans = "; ".join(f"{each.guideline} ({each.id}), {validity(each)}" for each in own)
            yield f"{chain.criterion}: the audit spans a change of the standard. {how}: {spans}."


def _out_of_force(
    tallied: pd.DataFrame, chains: tuple[Chain, ...], rule: DisclosureRule, force: str
) -> Iterator[str]:
    rows = tally.whole(tallied)
    totals = rows[rows["force"] == force].groupby("version", sort=False)[tally.RECORDS].sum()
    known = {each.id: each for chain in chains for each in chain.versions}
    for row in totals.reset_index().to_dict("records"):
        version = known[row["version"]]
        which = f"{version.id} ({version.guideline}, in force {validity(version)})"
        number = count_in_words(int(row[tally.RECORDS]), rule)
        if force == NOT_IN_FORCE:
            yield (
                f"Judged by {which}, which was not in force on the day of care: {number}, counted "
                "as their results say."
            )
        else:
            yield f"Judged by {which}, without a date to check the version by: {number}."


def _unchecked(chains: tuple[Chain, ...], *, is_dated: bool) -> Iterator[str]:
    if not is_dated and any(chain.needs_days for chain in chains):
        yield "There is no column of dates, so the versions of the criteria are not checked."


def _set_aside(tallied: pd.DataFrame, rule: DisclosureRule) -> Iterator[str]:
    aside = tally.set_aside_of(tallied).groupby(["criterion", "reason"], sort=False)
    for row in aside[tally.RECORDS].sum().reset_index().to_dict("records"):
        number = count_in_words(int(row[tally.RECORDS]), rule)
        yield f"{row['criterion']}: set aside, {row['reason']}: {number}."
