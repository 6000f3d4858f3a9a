"""The tables and sentences of the methods chapter that rest on the simulated coverage.

`reports/parts/coverage.csv` comes in; Markdown goes out. `python -m tests.benchmarks.chapter`
puts the tables into `reports/parts/methods.qmd` in the place of those that stand there.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

PARTS = Path(__file__).parents[2] / "reports" / "parts"
COVERAGE, CHAPTER = PARTS / "coverage.csv", PARTS / "methods.qmd"

MEASURED = {
    "default": "This report",
    "reml-ar1": "Kenward-Roger",
    "prais-winsten": "Prais-Winsten",
    "newey-west": "Newey-West",
    "ols": "No allowance",
}
COUNTED = {
    ("default", "level"): "step",
    ("default", "slope"): "slope",
    ("glm-newey-west", "level"): "Newey-West, step",
}
WORDS = {"level": "step", "slope": "change of slope"}
FACTS = (
    ("newey-west", "level", 48, 0.4, "interval of Newey and West held the true step {} times"),
    ("newey-west", "level", 24, 0.4, "and {} times in series of 24 months"),
    ("default", "level", 48, 0.4, "ours held it {} times"),
    ("default", "level", 24, 0.4, "and {} times"),
    ("reml-ar1", "slope", 24, 0.8, "its interval of the slope held the truth only {} times in 100"),
)


def read() -> pd.DataFrame:
    """Return the table of the coverage study."""
    return pd.read_csv(COVERAGE, dtype={"mean": "Int64", "version": "str"})


def tables(coverage: pd.DataFrame) -> dict[str, str]:
    """Return the chapter's tables by label, each with its caption."""
    return {
        "coverage-level": _measured(coverage, "level"),
        "coverage-slope": _measured(coverage, "slope"),
        "coverage-counts": _counted(coverage),
    }


def facts(coverage: pd.DataFrame) -> list[str]:
    """Return the sentences' parts that quote the table, for series with AR(1) errors."""
    found = []
    gaussian = coverage[(coverage["family"] == "gaussian") & (coverage["errors"] == "AR(1)")]
    keyed = gaussian.set_index(["method", "term", "periods", "rho"])
    for *key, words in FACTS:
        row = keyed.loc[[tuple(key)]]
        found.append(words.format(f"{row['coverage'].item():.0f}"))
        if key[0] == "reml-ar1":
            found.append(f"({row['no_interval'].item():.0f}%) it had none")
    return found


def renewed(text: str, coverage: pd.DataFrame) -> str:
    """Return the chapter with its tables in the place of those that stand there."""
    for label, table in tables(coverage).items():
        place = re.compile(rf"(?:^\|.*\n)+\n^: .*\{{#tbl-{label}\}}$", re.MULTILINE)
        if len(place.findall(text)) != 1:
            raise ValueError(f"{CHAPTER.name} has no table, or two, with the label tbl-{label}")
        text = place.sub(lambda _, table=table: table, text)
    return text


def _measured(coverage: pd.DataFrame, term: str) -> str:
    rows = coverage[(coverage["family"] == "gaussian") & (coverage["term"] == term)]
    wide = rows.pivot_table(index=["periods", "errors", "rho"], columns="method", values="coverage")
    body = [
        [f"{periods}", _errors(errors, rho), *(f"{line[name]:.1f}" for name in MEASURED)]
        for (periods, errors, rho), line in wide.iterrows()
    ]
    series = rows.groupby("method")["series"].max()
    caption = (
        f"Measurements: how many in 100 of the 95% intervals of the {WORDS[term]} held the truth "
        f"in simulated series ({series['default']:,} for each row and method, "
        f"{series['reml-ar1']:,} for Kenward-Roger; version {rows['version'].iloc[0]} of the "
        f"programs). A series without an interval counts as not held."
    )
    return _table(["Months", "Errors", *MEASURED.values()], body, caption, f"coverage-{term}")


def _counted(coverage: pd.DataFrame) -> str:
    rows = coverage[coverage["family"] == "counts"]
    wide = rows.pivot_table(
        index=["periods", "errors", "rho"], columns=["method", "term", "mean"], values="coverage"
    )
    means = sorted(rows["mean"].unique())
    columns = {
        (method, term, mean): f"Mean {mean}, {words}"
        for (method, term), words in COUNTED.items()
        for mean in means
        if method == "default" or mean == means[-1]
    }
    body = [
        [f"{periods}", _errors(errors, rho), *(f"{line[key]:.1f}" for key in columns)]
        for (periods, errors, rho), line in wide.iterrows()
    ]
    caption = (
        f"Counts: how many in 100 of the 95% intervals held the truth in simulated series "
        f"({rows['series'].max():,} for each row; version {rows['version'].iloc[0]} of the "
        f"programs); by this report's method, and in the last column by that of Newey and West."
    )
    return _table(["Months", "Errors", *columns.values()], body, caption, "coverage-counts")


def _errors(errors: str, rho: float) -> str:
    return f"AR(1), {rho:g}" if errors == "AR(1)" else errors


def _table(header: list[str], body: list[list[str]], caption: str, label: str) -> str:
    marks = ["-----:" if name not in {"Errors"} else ":-----" for name in header]
    lines = [f"| {' | '.join(cells)} |" for cells in (header, *body)]
    lines.insert(1, f"|{'|'.join(marks)}|")
    return "\n".join(lines) + f"\n\n: {caption} {{#tbl-{label}}}"


if __name__ == "__main__":
    CHAPTER.write_text(renewed(CHAPTER.read_text(encoding="utf-8"), read()), encoding="utf-8")
