"""The resource impact of one model: from its SPEC.yml or workbook to plain data, text and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.present import numbers
from evaluation.present.figure_files import save_figure_as
from evaluation.present.impact_figures import impact_figure
from evaluation.present.impact_words import (
    METHOD,
    SIGN,
    assumed_sentence,
    impact_sentence,
    input_names,
    parts_sentence,
    people_sentence,
    tornado_sentence,
)
from evaluation.present.value_words import money_text
from evaluation.saving import save
from evaluation.single.reading import plain_rows
from evaluation.templates.impact_reading import impact_from_workbook
from evaluation.templates.impact_workbook import impact_workbook_bytes
from evaluation.value.impact import (
    Impact,
    Probabilistic,
    assumed,
    base_case,
    by_year,
    capacity_by_year,
    lines_frame,
    probabilistic,
    scenarios,
    tornado,
)
from evaluation.workspace.impact_spec import ImpactSpec
from evaluation.workspace.specs import read_spec

WORKBOOK = ".xlsx"


@dataclass(frozen=True, eq=False)
class WorkedImpact:
    """A model with all that was worked out from it."""

    spec: ImpactSpec
    base: Impact
    others: Mapping[str, Impact]
    bars: pd.DataFrame
    drawn: Probabilistic | None


def worked_impact(path: Path) -> WorkedImpact:
    """Return the resource impact of a SPEC.yml, or of a workbook that was filled in.

    Parameters
    ----------
    path : Path
        Ends in .xlsx for a workbook.

    Raises
    ------
    InvalidInput
        If it is invalid.
    """
    is_workbook = path.suffix.lower() == WORKBOOK
    spec = impact_from_workbook(path) if is_workbook else read_spec(ImpactSpec, path)
    return WorkedImpact(spec, base_case(spec), scenarios(spec), tornado(spec), probabilistic(spec))


def impact_json(found: WorkedImpact) -> dict[str, Any]:
    """Return the result as plain data for JSON, amounts in pounds."""
    spec, drawn = found.spec, found.drawn
    made: dict[str, Any] = {
        "title": spec.title,
        "area": spec.area,
        "price_year": spec.price_year,
        "provenance": spec.provenance,
        "years": plain_rows(by_year(spec, found.base)),
        "lines": plain_rows(lines_frame(found.base)),
        "capacity": plain_rows(capacity_by_year(spec, found.base)),
        "scenarios": [
            {"name": name, "net": impact.net.tolist(), "cumulative": float(impact.cumulative[-1])}
            for name, impact in found.others.items()
        ],
        "sensitivity": plain_rows(found.bars),
        "assumed": assumed(spec),
        "notes": [SIGN, METHOD.format(price_year=spec.price_year, perspective=spec.perspective)],
        "sentence": impact_sentence(spec, found.base, drawn),
    }
    if drawn is not None:
        made["probabilistic"] = {
            "draws": drawn.draws,
            "seed": drawn.seed,
            "level": drawn.level,
            "uncertain": list(drawn.uncertain),
            "net": plain_rows(drawn.net),
            "cumulative": plain_rows(drawn.cumulative),
            "share_saving": drawn.share_saving,
        }
    return made


def impact_text(found: WorkedImpact) -> str:
    """Return the result as lines for a terminal."""
    spec, names = found.spec, input_names(found.spec)
    lines = [
        f"{spec.title}, {spec.area}",
        impact_sentence(spec, found.base, found.drawn),
        parts_sentence(found.base),
        people_sentence(spec, found.base),
        "",
        "year: people now, people then, net impact, up to then, for 100,000",
    ]
    lines += [
        f"  {row['year']}: {numbers.number(row['current_users'])}, "
        f"{numbers.number(row['future_users'])}, {money_text(row['net'])}, "
        f"{money_text(row['cumulative'])}, {money_text(row['per_100000'])}"
        for row in by_year(spec, found.base).to_dict("records")
    ]
    lines += [
        f"{name}: {money_text(float(impact.cumulative[-1]))} in all years"
        for name, impact in found.others.items()
    ]
    notes = (
        tornado_sentence(found.bars, names),
        assumed_sentence(assumed(spec), names),
        SIGN,
        METHOD.format(price_year=spec.price_year, perspective=spec.perspective),
    )
    return "\n".join([*lines, *(f"note: {text}" for text in notes)])


def write_impact_workbook(found: WorkedImpact, path: Path) -> None:
    """Write the workbook with live formulas.

    Raises
    ------
    InvalidInput
        If it cannot be written.
    """
    save(path, impact_workbook_bytes(found.spec, _notice(found.spec)))


def write_impact_figure(found: WorkedImpact, path: Path) -> None:
    """Write the chart of the net impact as .svg or .png, with its data and its words beside it.

    Raises
    ------
    InvalidInput
        If it cannot be written.
    """
    source = _notice(found.spec) or f"Prices of {found.spec.price_year}."
    figure = impact_figure(
        found.spec, found.base, found.drawn, source=source, figure_label="resource-impact"
    )
    save_figure_as(figure, path)


def _notice(spec: ImpactSpec) -> str:
    return "Synthetic, not measured." if spec.provenance == "synthetic" else ""
