"""Several sites and placebos in space as lines for a terminal.

The JSON objects of `site_result` come in; text goes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SITE_WIDTH = 16
MOST_LEFT_OUT_SHOWN = 12


def sites_lines(result: Mapping[str, Any]) -> list[str]:
    """Return the result of several sites: the finding first, then each site, then the others.

    Parameters
    ----------
    result : mapping
        Of `sites_as_json`.
    """
    sites = result["sites"]
    lines = [sites["sentence"], "", f"each site ({sites['measure']})"]
    lines += [
        f"  {_named(row['site'])} {_with_limits(row)} at {row['at']}" for row in sites["each"]
    ]
    if sites["pooled"]:
        lines += _pooled_lines(sites["pooled"], sites["heterogeneity"])
    lines += _leave_one_out_lines(sites["leave_one_out"])
    if sites["not_estimated"]:
        lines += ["", "not estimated"]
        lines += [f"  {_named(row['site'])} {row['reason']}" for row in sites["not_estimated"]]
    lines += [
        *[""] * bool(sites["other_times"]),
        *(row["sentence"] for row in sites["other_times"]),
    ]
    for other in sites["other_methods"]:
        if other["pooled"]:
            lines.append(f"by {other['pooled']['method']}: {_with_limits(other['pooled'])}")
    return [*lines, *(f"warning: {text}" for text in result["warnings"])]


def placebo_lines(placebos: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return placebos in space, one sentence each.

    Parameters
    ----------
    placebos : sequence of mappings
        Of `placebo_as_json`.
    """
    if not placebos:
        return []
    return [
        "",
        "placebo in space",
        *(f"  {row['interruption']}: {row['sentence']}" for row in placebos),
    ]


def _pooled_lines(pooled: Mapping[str, Any], spread: Mapping[str, Any]) -> list[str]:
    lines = [
        "",
        f"pooled, {pooled['k']} sites",
        f"  {_named('random effects')} {_with_limits(pooled)} {pooled['method']}, Hartung-Knapp",
        f"  {_named('DerSimonian')} {_with_limits(pooled['dersimonian_laird'])}",
        f"  {_named('fixed effect')} {_with_limits(pooled['fixed'])}",
    ]
    if spread["prediction_lower"] is not None:
        limits = f"{spread['prediction_lower']:.5g} to {spread['prediction_upper']:.5g}"
        lines.append(f"  {_named('new site')} {limits}")
    lines.append(
        f"  {_named('heterogeneity')} Q {spread['q']:.4g}, df {spread['df']}, p {spread['p']:.3g}, "
        f"I2 {spread['i_squared']:.0%}, tau2 {spread['tau_squared']:.4g} (REML), "
        f"{spread['tau_squared_dl']:.4g} (DerSimonian-Laird)"
    )
    return lines


def _leave_one_out_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    title = "pooled without"
    if len(rows) > MOST_LEFT_OUT_SHOWN:
        title = f"pooled without (the lowest and the highest of {len(rows)})"
        ordered = sorted(rows, key=lambda row: float(row["estimate"]))
        rows = (ordered[0], ordered[-1])
    return ["", title, *(f"  {_named(row['left_out'])} {_with_limits(row)}" for row in rows)]


def _named(text: str) -> str:
    return f"{text:<{SITE_WIDTH}}"


def _with_limits(row: Mapping[str, Any]) -> str:
    return f"{row['estimate']:.5g} ({row['lower']:.5g} to {row['upper']:.5g})"
