"""A real workspace: Dorset in published figures, its tables made anew in a temporary folder.

The files of `workspace/` are copied beside the tables and the repository's reports; the figures
themselves are read where they lie, beside the repository, and are never copied into it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation import its
from evaluation.study.inputs import StudyInputs, read_inputs

REPOSITORY = Path(__file__).parents[2]
OPEN_DATA = REPOSITORY / ".." / "shared" / "data" / "open"
TRUSTS = {"RDZ": "Royal Bournemouth and Christchurch", "RD3": "Poole", "RBD": "Dorset County"}
COMMISSIONER = "11J"  # NHS Dorset
CYCLES = {
    "2017-18": ("2017-04-01", "2018-03-31"),
    "2018-19": ("2018-04-01", "2019-03-31"),
}
MASTER_PARTS = ("parts", "theme")
OWN_VARIABLES = ("HOME", "EVALUATION_WORKSPACE", "MPLCONFIGDIR", "IPYTHONDIR")
OWN_PREFIXES = ("XDG_", "JUPYTER_")

RunCommand = Callable[..., "subprocess.CompletedProcess[str]"]
ReadProject = Callable[[str], StudyInputs]
LevelOf = Callable[[its.Fit, str], tuple[float, float, float]]
WilsonPercent = Callable[[int, int], tuple[float, float, float]]


@pytest.fixture(scope="session")
def attendances() -> pd.DataFrame:
    """Published attendances of the Dorset trusts: period, org_code, type, attendances, breaches."""
    _require_open_data()
    table = pd.read_csv(OPEN_DATA / "ae_attendances.csv", parse_dates=["period"])
    return table[table["org_code"].isin(list(TRUSTS))].reset_index(drop=True)


@pytest.fixture(scope="session")
def real_workspace(attendances: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the workspace and return its root."""
    root = tmp_path_factory.mktemp("dorset")
    shutil.copytree(Path(__file__).parent / "workspace", root, dirs_exist_ok=True)
    projects = root / "data" / "projects"
    emergency = projects / "accident-and-emergency"
    _indicators(attendances).to_csv(emergency / "kpi.csv", index=False)
    _audited(attendances).to_csv(emergency / "audit.csv", index=False)
    _spending().to_csv(projects / "lidocaine-plasters" / "kpi.csv", index=False)
    shutil.copy(OPEN_DATA / "gabapentinoids_ccg.csv", projects / "gabapentinoids")
    reports = root / "reports"
    for name in MASTER_PARTS:
        shutil.copytree(REPOSITORY / "reports" / name, reports / name)
    shutil.copy(REPOSITORY / "reports" / "annual-report.qmd", reports)
    shutil.copy(REPOSITORY / "_quarto.yml", root)
    return root


@pytest.fixture(scope="session")
def run_command(real_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> RunCommand:
    """Return a function that runs `evaluation` on the real workspace, with an empty home."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OWN_VARIABLES and not name.startswith(OWN_PREFIXES)
    }

    def run(command: str, *options: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", "evaluation", command]
        return subprocess.run(
            [*arguments, "--workspace", str(real_workspace), *options],
            cwd=home,
            env={**kept, "HOME": str(home)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def read_project(real_workspace: Path) -> ReadProject:
    """Return a function that reads one project of the real workspace by its slug."""
    return lambda slug: read_inputs(slug, str(real_workspace))


@pytest.fixture(scope="session")
def level_of() -> LevelOf:
    """Return a function that gives a level change as published: estimate, standard error and p.

    Those figures count the slope from 1 in the first period, the engine from 0, so that their level
    is the engine's less its slope; the standard error follows from the covariance of the two.
    """

    def of(fit: its.Fit, name: str) -> tuple[float, float, float]:
        terms = fit.terms.set_index("term")
        contrast = (terms.index == f"level:{name}").astype("float64")
        contrast = contrast - (terms.index == f"slope:{name}")
        estimate = float(contrast @ terms["estimate"].to_numpy())
        std_error = float(np.sqrt(contrast @ fit.covariance @ contrast))
        freedom = terms.loc[f"level:{name}", "df"]
        return estimate, std_error, float(2 * stats.t.sf(abs(estimate / std_error), freedom))

    return of


@pytest.fixture(scope="session")
def wilson_percent() -> WilsonPercent:
    """Return Wilson's formula, written out: met and eligible to percent, lower and upper limit."""

    def limits(met: int, eligible: int) -> tuple[float, float, float]:
        z = stats.norm.ppf(0.975)
        share = met / eligible
        centre = (share + z**2 / (2 * eligible)) / (1 + z**2 / eligible)
        spread = np.sqrt(share * (1 - share) / eligible + z**2 / (4 * eligible**2))
        half = z / (1 + z**2 / eligible) * spread
        return 100 * share, 100 * (centre - half), 100 * (centre + half)

    return limits


def _require_open_data() -> None:
    if not OPEN_DATA.is_dir():
        pytest.skip("the open data are not on this machine")


def _indicators(attendances: pd.DataFrame) -> pd.DataFrame:
    """Return the KPI table: within four hours by trust and in all, and breaches at RDZ."""
    within = attendances.assign(
        kpi="four-hours",
        group=attendances["org_code"].map(TRUSTS),
        numerator=attendances["attendances"] - attendances["breaches"],
        denominator=attendances["attendances"],
    )
    sums = ["numerator", "denominator"]
    whole = within.groupby(["kpi", "period"])[sums].sum().reset_index()
    by_trust = within.groupby(["kpi", "period", "group"])[sums].sum().reset_index()
    major = attendances[(attendances["org_code"] == "RDZ") & (attendances["type"] == "1")]
    breaches = major.assign(
        kpi="rdz-breaches", numerator=major["breaches"], denominator=major["attendances"]
    )[["kpi", "period", *sums]]
    return pd.concat([whole, by_trust.assign(dimension="site"), breaches], ignore_index=True)


def _audited(attendances: pd.DataFrame) -> pd.DataFrame:
    """Return the audit's counts by financial year, for each trust and in all."""
    parts = []
    for cycle, (start, end) in CYCLES.items():
        year = attendances[attendances["period"].between(start, end)]
        by_trust = year.groupby("org_code")[["attendances", "breaches"]].sum().reset_index()
        by_trust = by_trust.assign(dimension="site", group=by_trust["org_code"].map(TRUSTS))
        whole = year[["attendances", "breaches"]].sum().to_frame().T
        parts += [by_trust.assign(cycle=cycle), whole.assign(cycle=cycle)]
    counted = pd.concat(parts, ignore_index=True)
    columns = ["criterion", "cycle", "met", "not_met", "not_recorded", "exceptions"]
    return counted.assign(
        criterion="AE-4H",
        met=counted["attendances"] - counted["breaches"],
        not_met=counted["breaches"],
        not_recorded=0,
        exceptions=0,
    )[[*columns, "dimension", "group"]]


def _spending() -> pd.DataFrame:
    """Return the KPI table of lidocaine plasters: GBP per 1,000 patients by month."""
    table = pd.read_csv(OPEN_DATA / "lidocaine_plasters_ccg.csv")
    own = table[table["code"] == COMMISSIONER].sort_values("month")
    return pd.DataFrame(
        {
            "kpi": "spending",
            "period": own["month"],
            "value": own["numerator"] / own["denominator"],
            "n": (1000 * own["denominator"]).round().astype("int64"),
        }
    )
