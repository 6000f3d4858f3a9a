"""The coverage that the engine promises: each target against the simulated table, in words.

The table of `tests.benchmarks.coverage` comes in; texts for the screen go out.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

LONG = 24
ERRORS_ALLOWED = 2  # Monte Carlo standard errors
HIGHEST = 100.0


@dataclass(frozen=True)
class Target:
    """What the coverage of the default's intervals must be in some cells.

    Parameters
    ----------
    name : str
        In words.
    cells : str
        A query of the table.
    lowest, highest : float
        Per cent.
    """

    name: str
    cells: str
    lowest: float
    highest: float = HIGHEST

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the default's rows with a column verdict: met, within error or missed."""
        rows = table[table["method"] == "default"].query(self.cells)
        short = (self.lowest - rows["coverage"]).clip(lower=0)
        over = (rows["coverage"] - self.highest).clip(lower=0)
        beyond = short + over
        verdict = pd.Series("missed", index=rows.index)
        verdict[beyond <= ERRORS_ALLOWED * rows["std_error"]] = "within error"
        verdict[beyond == 0] = "met"
        return rows.assign(verdict=verdict)


AR1 = "family == 'gaussian' and errors == 'AR(1)'"
TARGETS = (
    Target(
        "level, AR(1), n >= 24: 93.5 to 97",
        f"{AR1} and term == 'level' and periods >= {LONG}",
        93.5,
        97.0,
    ),
    Target(
        "level, AR(1), n = 12: at least 91",
        f"{AR1} and term == 'level' and periods < {LONG}",
        91.0,
    ),
    Target(
        "slope, AR(1), n >= 24: at least 93",
        f"{AR1} and term == 'slope' and periods >= {LONG}",
        93.0,
    ),
    Target("level, counts: at least 93", "family == 'counts' and term == 'level'", 93.0),
    Target(
        "slope, counts, n >= 24: at least 93",
        f"family == 'counts' and term == 'slope' and periods >= {LONG}",
        93.0,
    ),
)


def verdicts_text(table: pd.DataFrame) -> str:
    """Return each target of which there are cells, how many meet it, and which do not."""
    lines = ["", "Targets (per cent; within error: by no more than 2 Monte Carlo errors)"]
    for target in TARGETS:
        rows = target.rows(table)
        if rows.empty:
            continue
        counts = rows["verdict"].value_counts()
        shown = ", ".join(f"{name} {count}" for name, count in counts.items())
        lowest, highest = rows["coverage"].min(), rows["coverage"].max()
        lines.append(f"{target.name}: {shown}; from {lowest:.1f} to {highest:.1f}")
        lines += [
            f"    {row.verdict}: n {row.periods}, rho {row.rho:g}, mean {row.mean}: "
            f"{row.coverage:.2f} ({row.std_error:.2f})"
            for row in rows.itertuples()
            if row.verdict != "met"
        ]
    return "\n".join(lines)


def cells_text(table: pd.DataFrame) -> str:
    """Return the coverage of every cell, a line each and a column for each method and term."""
    parts = []
    for family, rows in table.groupby("family", sort=False):
        known = rows.dropna(axis="columns", how="all")
        keys = [key for key in ("mean", "periods", "errors", "rho") if key in known]
        methods = list(dict.fromkeys(known["method"]))
        for values in ("coverage", "no_interval", "width_median"):
            wide = known.pivot_table(index=keys, columns=["term", "method"], values=values)
            wide = wide.reindex(columns=methods, level="method")
            digits = 2 if values == "width_median" else 1
            parts.append(
                f"\n{family}: {values.replace('_', ' ')}\n{wide.round(digits).to_string()}"
            )
    return "\n".join(parts)
