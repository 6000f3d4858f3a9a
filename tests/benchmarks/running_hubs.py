"""Workspaces for the benchmark of runs: many projects of one kind, each with tables of its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent
from typing import Literal

import nbformat
import numpy as np
import pandas as pd

from tests.tiny_hub import HUB, PROJECT

NAME_PROJECTS = ("medtech-mandate.yml", "hub")  # copies have other names
REPOSITORY = Path(__file__).resolve().parents[2]
MONTHS = 48
SEED = 20261126

Kind = Literal["small-notebook", "indicators", "demonstration"]
KINDS: dict[Kind, str] = {
    "small-notebook": "an analyst's own small notebook: imports, one segmented regression, a chart",
    "indicators": "the hub's notebook, a project with two indicators before and after",
    "demonstration": "the hub's notebook, copies of the demonstration hub's projects",
}

INDICATORS = """\
periods:
  baseline: {from: 2022-04-01, to: 2023-03-31}
  after: {from: 2025-04-01, to: 2026-03-31}
tables: {kpi: kpi.csv}
kpis:
"""
INDICATOR = """\
  - id: {name}
    label: {label}
    definition: {label} in the month.
    kind: mean
    unit: days
    domain: efficiency
    direction: decrease
    source: Made for a benchmark
"""
PARAMETERS = 'project = "project-0"\nworkspace = ""\nyear = ""\nresults = ""'
CELLS = (
    """
    from pathlib import Path

    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd
    import seaborn as sns
    import statsmodels.api as sm
    """,
    """
    table = pd.read_csv(Path(workspace, "data", "projects", project, "kpi.csv"))
    series = table[table["kpi"] == "stay"].reset_index(drop=True)
    month = np.arange(len(series))
    after = (month >= len(series) // 2).astype(float)
    design = sm.add_constant(np.column_stack([month, after, after * (month - len(series) // 2)]))
    """,
    """
    fit = sm.OLS(series["value"], design).fit(cov_type="HAC", cov_kwds={"maxlags": 3})
    limits = fit.conf_int().round(6)
    limits
    """,
    """
    figure, axes = plt.subplots(figsize=(7, 4))
    sns.scatterplot(x=month, y=series["value"], ax=axes)
    axes.plot(month, fit.fittedvalues)
    plt.show()
    """,
    """
    estimates = pd.DataFrame(
        {
            "project": project,
            "analysis": "its",
            "outcome": "stay",
            "measure": limits.index.astype(str),
            "unit": "days",
            "value": fit.params.round(6),
            "lower": limits[0],
            "upper": limits[1],
            "n": len(series),
            "method": "newey-west",
            "period": "",
            "provenance": "synthetic",
        }
    )
    if results:
        estimates.to_parquet(Path(results, "estimates.parquet"))
        checks = pd.DataFrame({"name": ["Enough months"], "passed": [len(series) > 24]})
        checks.to_parquet(Path(results, "checks.parquet"))
    estimates[["measure", "value", "lower", "upper"]]
    """,
)


def make_hub(root: Path, number: int, kind: Kind) -> tuple[str, ...]:
    """Make a workspace of that many projects, and return their names."""
    if kind == "demonstration":
        return _copies(root, number)
    slugs = tuple(f"project-{count}" for count in range(number))
    generator = np.random.default_rng(SEED)
    for slug in slugs:
        folder = root / "data" / "projects" / slug
        folder.mkdir(parents=True)
        indicators = "".join(
            INDICATOR.format(name=name, label=label)
            for name, label in (("stay", "Days in hospital"), ("wait", "Days of waiting"))
        )
        (folder / "project.yml").write_text(PROJECT + INDICATORS + indicators, encoding="utf-8")
        _table(generator).to_csv(folder / "kpi.csv", index=False)
    (root / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
    if kind == "small-notebook":
        _write_notebook(root / "notebooks" / "project.ipynb")
    return slugs


def notebook_of(root: Path) -> Path:
    """Return the notebook that the projects of a workspace are run with."""
    own = root / "notebooks" / "project.ipynb"
    return own if own.is_file() else REPOSITORY / "notebooks" / "project.ipynb"


def _copies(root: Path, number: int) -> tuple[str, ...]:
    data = REPOSITORY / "data"
    shutil.copytree(data, root / "data", ignore=shutil.ignore_patterns("projects", *NAME_PROJECTS))
    samples = sorted(path for path in (data / "projects").iterdir() if path.is_dir())
    slugs = []
    for count in range(number):
        sample = samples[count % len(samples)]
        slugs.append(f"{sample.name}-{count}")
        shutil.copytree(sample, root / "data" / "projects" / slugs[-1])
    return tuple(slugs)


def _table(generator: np.random.Generator) -> pd.DataFrame:
    periods = pd.period_range("2022-04", periods=MONTHS, freq="M").astype(str)
    return pd.concat(
        pd.DataFrame(
            {
                "kpi": name,
                "period": periods,
                "value": np.round(level + generator.normal(size=MONTHS), 2),
            }
        )
        for name, level in (("stay", 9.0), ("wait", 21.0))
    )


def _write_notebook(path: Path) -> None:
    tagged = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    apart = {"tags": ["remove-cell"]}  # a run refuses charts of its own that would be published
    codes = (dedent(cell).strip() for cell in CELLS)
    cells = [tagged, *(nbformat.v4.new_code_cell(code, metadata=apart) for code in codes)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
