"""The tables of the chapter on funding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.hub.funding.leverage import TOGETHER
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.value_words import money_text
from evaluation.present.words import capital
from evaluation.tables.hub.funding import HUBS, MEASURES, OWN_HUB

NOT_PUBLISHED, NOT_RECORDED = "not published", "not recorded"
SYNTHETIC_MARK = " (synthetic)"
MEASURE_WORDS = {
    "exemplar-projects": "Exemplar projects",
    "priority-areas": "Priority areas with an exemplar",
    "supported-applications": "Applications supported",
    "additional-research-funding": "Research money from supported applications",
    "additional-investment": "Additional investment",
    "ambassadors": "Innovation ambassadors",
    "forums": "Innovation forums held",
    "portal": "Visits to the web portal",
    "podcast": "Podcast episodes",
    "enquiries": "Enquiries to the single point of contact",
}


def leverage_table(found: pd.DataFrame) -> Table:
    """Return leverage by year and together."""
    rows = [
        {
            "Year": "All years" if row["year"] == TOGETHER else row["year"],
            "Core money": money_text(row["core"]),
            "Counts as leverage": money_text(row["leveraged"]),
            "In kind": money_text(row["in_kind"]),
            "Ratio, supported only": ratio_text(row["ratio_supported"]),
            "Ratio": ratio_text(row["ratio"]),
            "Ratio with in kind": ratio_text(row["ratio_with_in_kind"]),
        }
        for row in found.to_dict("records")
    ]
    caption = "Leverage: money that came for each pound of the hub's core money."
    frame = pd.DataFrame(rows)
    return Table(frame, caption, "funding-leverage", right=tuple(frame.columns[1:]))


def awards_table(kinds: pd.DataFrame, years: Sequence[str]) -> Table:
    """Return awards by kind and year."""
    frame = pd.DataFrame({"Kind of money": [capital(kind) for kind in kinds["kind"]]})
    for year in years:
        frame[year] = [money_text(amount) for amount in kinds[year]]
    total = {"Kind of money": "All", **{year: money_text(kinds[year].sum()) for year in years}}
    frame = pd.concat([frame, pd.DataFrame([total])], ignore_index=True)
    return Table(frame, "Awards by kind and year.", "funding-awards", right=tuple(years))


def counted_table(awards: pd.DataFrame, year: str) -> Table:
    """Return what counts as leverage and what does not, and why."""
    rows = [
        {
            "Award": row["purpose"],
            "Funder": row["funder"],
            "Amount": money_text(row["amount"]),
            "Counts": capital(row["counts_as_leverage"]),
            "Hub helped to apply": capital(row["supported_by_hub"]),
            "Why": row["reason"],
        }
        for row in awards.to_dict("records")
    ]
    columns = ["Award", "Funder", "Amount", "Counts", "Hub helped to apply", "Why"]
    caption = f"What counts as leverage in {year}, and what does not."
    frame = pd.DataFrame(rows, columns=columns)
    return Table(frame, caption, "funding-counted", right=("Amount",))


def spend_table(found: pd.DataFrame, column: str, titles: Mapping[str, str], label: str) -> Table:
    """Return spend against budget by line or project."""
    rows = [
        {
            capital(column): titles.get(row[column], capital(row[column])),
            "Budget": money_text(row["budget"]),
            "Spent": money_text(row["actual"]),
            "Over or under": money_text(row["variance"]),
            "Over or under, %": numbers.number(row["variance_percent"], 1)
            if pd.notna(row["variance_percent"])
            else numbers.NOT_AVAILABLE,
            "Budget not closed": money_text(row["open_budget"]),
        }
        for row in found.to_dict("records")
    ]
    frame = pd.DataFrame(rows)
    caption = f"Spend against budget by {column}; what is not closed is in neither."
    return Table(frame, caption, label, right=tuple(frame.columns[1:]))


def comparators_table(comparators: pd.DataFrame) -> Table:
    """Return the measures side by side, each real value with where it is published."""
    present = [hub for hub in HUBS if comparators["hub"].eq(hub).any()]
    rows = []
    for measure in MEASURES:
        own = comparators[comparators["measure"].eq(measure)]
        row = {"Measure": MEASURE_WORDS[measure]}
        for hub in present:
            cells = own[own["hub"].eq(hub)].sort_values("year", na_position="first")
            row[capital(hub)] = _cell(cells, NOT_RECORDED if hub == OWN_HUB else NOT_PUBLISHED)
        rows.append(row)
    sources = comparators.loc[comparators["provenance"].eq("measured"), "source"].unique()
    named = f" Sources of real values: {'; '.join(sources)}." if len(sources) else ""
    caption = f"The measures of comparable hubs, the latest that is published.{named}"
    return Table(pd.DataFrame(rows), caption, "funding-comparators")


def ratio_text(ratio: float) -> str:
    """Return a ratio with two decimals, or that there is none."""
    return numbers.NOT_AVAILABLE if pd.isna(ratio) else numbers.number(ratio, 2)


def _cell(cells: pd.DataFrame, absent: str) -> str:
    known = cells.dropna(subset=["value"])
    if known.empty:
        return absent
    last = known.iloc[-1]
    is_money = last["unit"] == numbers.POUNDS
    text = money_text(last["value"]) if is_money else numbers.number(last["value"])
    year = f", {last['year']}" if pd.notna(last["year"]) else ""
    return f"{text}{year}{SYNTHETIC_MARK if last['provenance'] == 'synthetic' else ''}"
