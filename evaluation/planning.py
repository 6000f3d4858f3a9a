"""A planned series without a project: from a SPEC.yml to its power, as JSON, text or a figure.

In: the path of a spec. Out: what was simulated, plain data for JSON, rows for a terminal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluation import its
from evaluation.design import method_chosen
from evaluation.errors import InvalidInput
from evaluation.its.planning.needed import Needed
from evaluation.its.planning.pilot import Pilot, PilotColumns, pilot
from evaluation.its.planning.planned import USUAL_SIMULATIONS, Change, Plan
from evaluation.its.planning.planned_errors import PERCENT, CountErrors, GaussianErrors
from evaluation.its.planning.power import Power, power, trial_row
from evaluation.its.planning.trials import Trial, Watch
from evaluation.present.blocks import Figure
from evaluation.present.figure_files import save_figure_as
from evaluation.present.power_figure import power_figure
from evaluation.present.power_words import (
    bias_text,
    percent_text,
    power_sentences,
    rho_text,
    size_text,
)
from evaluation.single import read_columns
from evaluation.workspace.power_spec import PlannedEffect, PowerSpec
from evaluation.workspace.specs import read_spec

COUNT_SIMULATIONS = 200  # counts are fitted one by one: a fit takes a tenth of a second
SEARCHED: dict[str, int] = {"quarterly": 60, "annual": 40}
USUALLY_SEARCHED = 120  # periods on a side
FIGURE_ENDINGS = (".svg", ".png")
WORDS = ("method", "periods")
NUMBERS = ("rho", "effect", "power", "type I error", "coverage", "bias", "width", "90% width")


@dataclass(frozen=True, eq=False)
class Planned:
    """What a spec asked for and what was found.

    Parameters
    ----------
    spec : PowerSpec
        As written.
    found : Power
        As simulated.
    unit : str
        Of effects and widths: "SD", "%", or empty for the outcome's own.
    series : Pilot, optional
        The series that the noise was taken from.
    """

    spec: PowerSpec
    found: Power
    unit: str
    series: Pilot | None

    @property
    def sentences(self) -> list[str]:
        """What was found, in words."""
        return power_sentences(self.found, self.unit, self.series)


def planned_power(path: Path, watch: Watch | None = None) -> Planned:
    """Return the power of the series that a `PowerSpec` plans.

    Parameters
    ----------
    path : Path
        Of the spec.
    watch : callable, optional
        Called with a few words before each simulation.

    Raises
    ------
    InvalidInput
        If the spec or its pilot series is invalid.
    """
    spec = read_spec(PowerSpec, path)
    series = _pilot(spec, path.parent)
    errors = series.errors if series is not None else _errors(spec)
    plan = Plan(
        frequency=spec.frequency,
        before=tuple(spec.before or [series.periods if series is not None else 0]),
        after=tuple(spec.after),
        effects=tuple(_change(effect, errors, spec.family) for effect in spec.effect),
        errors=errors,
        measure=spec.measure or ("level" if spec.effect[0].level else "slope"),
        has_level=spec.model.level,
        has_slope=spec.model.slope,
        seasonality=_seasonality(spec),
        methods=tuple(method_chosen(each) if each else None for each in spec.methods),
        level=spec.level,
        simulations=spec.simulations or _simulations(spec),
        wanted_power=spec.wanted_power,
        most=_most(spec),
    )
    found = power(plan, np.random.default_rng(spec.seed), watch)
    return Planned(spec, found, _unit(spec), series)


def planned_json(planned: Planned) -> dict[str, Any]:
    """Return what was found as plain data; what is not known is null."""
    plan, series = planned.found.plan, planned.series
    return {
        "frequency": plan.frequency,
        "family": plan.family,
        "measure": plan.measure,
        "unit": planned.unit or "outcome",
        "level": plan.level,
        "simulations": plan.simulations,
        "seed": planned.spec.seed,
        "wanted_power": plan.wanted_power,
        "pilot": None
        if series is None
        else {
            "periods": series.periods,
            "mean": series.mean,
            "rho": series.rho,
            "rho_lower": series.rho_lower,
            "rho_upper": series.rho_upper,
        },
        "trials": [_plain(trial_row(trial)) for trial in planned.found.trials],
        "needed": [_needed(item) for item in planned.found.needed],
        "sentences": planned.sentences,
    }


def planned_rows(planned: Planned) -> list[tuple[str, ...]]:
    """Return the trials as rows of `WORDS` and `NUMBERS`, one after the other."""
    return [_planned_row(trial, planned.unit) for trial in planned.found.trials]


def _planned_row(trial: Trial, unit: str) -> tuple[str, ...]:
    error = percent_text(trial.type_one_error)
    return (
        trial.label,
        f"{trial.before} + {trial.after}",
        rho_text(trial.rho),
        size_text(trial.effect, unit),
        percent_text(trial.power),
        error if trial.is_honest else f"{error} !",
        percent_text(trial.coverage),
        bias_text(trial.bias, trial.median_width),
        size_text(trial.median_width, ""),
        size_text(trial.wide_width, ""),
    )


def planned_notes(planned: Planned) -> str:
    """Return the sentences and how the simulation was made, as lines for a terminal."""
    plan = planned.found.plan
    lines = planned.sentences
    if any(not trial.is_honest for trial in planned.found.trials):
        lines.append("! The type I error is above what the level promises by more than chance.")
    if plan.most is None:
        lines.append("No length was searched for: name 'search_up_to' for that.")
    lines.append(f"{plan.simulations} simulated series for each row, seed {planned.spec.seed}.")
    return "\n".join(lines)


def require_figure_ending(path: Path) -> None:
    """Refuse a figure's path that ends neither in .svg nor in .png, or lies nowhere.

    Raises
    ------
    InvalidInput
        With what to do.
    """
    if path.suffix.lower() not in FIGURE_ENDINGS:
        raise InvalidInput(
            f"A figure cannot be written as '{path.suffix or path.name}'.", "Use .svg or .png."
        )
    if not path.parent.is_dir():
        raise InvalidInput(
            f"The folder of the figure, {path.parent}, does not exist.", "Make it first."
        )


def write_figure(planned: Planned, path: Path) -> Figure:
    """Write the power curve, its data beside it as .csv and its alt text as .txt.

    Parameters
    ----------
    planned : Planned
        What was found.
    path : Path
        Ends in .svg or .png.
    """
    require_figure_ending(path)
    figure = power_figure(planned.found, planned.unit)
    save_figure_as(figure, path)
    return figure


def _pilot(spec: PowerSpec, folder: Path) -> Pilot | None:
    source = spec.pilot
    if source is None:
        return None
    numeric = [name for name in (source.outcome, source.denominator) if name]
    data = read_columns(source.data, folder, [source.time], numeric)
    columns = PilotColumns(source.time, source.outcome, source.denominator)
    return pilot(data, columns, spec.frequency, spec.family, _seasonality(spec))


def _seasonality(spec: PowerSpec) -> its.Seasonality:
    return its.Seasonality(harmonics=spec.seasonality.harmonics, months=spec.seasonality.months)


def _errors(spec: PowerSpec) -> tuple[GaussianErrors, ...] | tuple[CountErrors, ...]:
    """Return the errors that the spec states, one for each autocorrelation."""
    noise = spec.stated_noise
    second = () if noise.second_partial is None else (noise.second_partial,)
    if noise.mean is not None and noise.dispersion is not None:
        return tuple(CountErrors((rho, *second), noise.mean, noise.dispersion) for rho in noise.rho)
    return tuple(GaussianErrors((rho, *second), noise.sd or 1.0) for rho in noise.rho)


def _change(
    effect: PlannedEffect,
    errors: tuple[GaussianErrors, ...] | tuple[CountErrors, ...],
    family: str,
) -> Change:
    """Return an effect on the model's scale."""
    if family != "gaussian":
        return Change(math.log1p(effect.level / PERCENT), math.log1p(effect.slope / PERCENT))
    middle = errors[len(errors) // 2]
    scale = middle.sd if effect.unit == "sd" and isinstance(middle, GaussianErrors) else 1.0
    return Change(effect.level * scale, effect.slope * scale)


def _unit(spec: PowerSpec) -> str:
    if spec.family != "gaussian":
        return "%"
    has_sd = spec.pilot is not None or spec.stated_noise.sd is not None
    return "" if has_sd else "SD"


def _simulations(spec: PowerSpec) -> int:
    return USUAL_SIMULATIONS if spec.family == "gaussian" else COUNT_SIMULATIONS


def _most(spec: PowerSpec) -> int | None:
    """Return how far a length is searched; None for no search."""
    if spec.search_up_to is not None:
        return spec.search_up_to or None
    return SEARCHED.get(spec.frequency, USUALLY_SEARCHED) if spec.family == "gaussian" else None


def _needed(item: Needed) -> dict[str, Any]:
    names = ("method", "rho", "effect", "power", "power_error", "type_one_error", "is_honest")
    row = _plain(trial_row(item.trial))
    return {
        "kind": item.kind,
        "is_reached": item.is_reached,
        "before": item.trial.before if item.is_reached or item.kind == "after" else None,
        "after": item.trial.after if item.is_reached else None,
        "after_lower": item.lower,
        "after_upper": item.upper,
        "searched_up_to": item.most,
        **{name: row[name] for name in names},
    }


def _plain(row: dict[str, object]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }
