"""What defines a pre-specified analysis, in one canonical form, with its hash and differences.

In: a project and one of its analyses. Out: a plain mapping that words of display do not change,
its SHA-256, and in words what became of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.workspace.its_analysis import ItsAnalysis
from evaluation.workspace.project import Project

# not part of the primary analysis: names and words of display, and what is said about it
NOT_THE_MODEL = {"id", "question", "prespecified", "risk_of_bias", "sensitivity"}
# always written, so that a changed default of the program is seen
ALWAYS = ("kpi", "primary", "family", "transform", "level")
KPI_FIELDS = {"kind", "per", "unit", "direction", "frequency", "definition"}
BY_RULE = "chosen by the rule"
REASON = "reason"
DEFINITION = "definition"
NONE = "none"

_Nothing = object()


def canonical_model(project: Project, analysis: ItsAnalysis) -> dict[str, Any]:
    """Return everything that defines an analysis, as plain data.

    Keys that are not in use do not occur, so that a program that knows more keys gives the same
    form; the order of interruptions, windows and covariates does not matter, nor do line breaks.

    Parameters
    ----------
    project : Project
        Its go-live date stands in where the analysis names no interruption.
    analysis : ItsAnalysis

    Returns
    -------
    dict
        Text, numbers, booleans, lists and mappings; dates as ISO text.
    """
    given = analysis.model_dump(mode="json", by_alias=True, exclude=NOT_THE_MODEL)
    used = analysis.model_dump(
        mode="json", by_alias=True, exclude=NOT_THE_MODEL, exclude_defaults=True
    )
    interruptions = used.pop("interruptions", []) or [_go_live(project)]
    whole = {
        **{key: given[key] for key in ALWAYS},
        "method": BY_RULE,
        **used,
        "interruptions": [{**item, **_shape(item)} for item in interruptions],
    }
    if project.dates.phase_in_from and not analysis.interruptions:
        whole["phase_in_from"] = project.dates.phase_in_from.isoformat()
    model: dict[str, Any] = _tidy(whole)
    named = set(_texts(model))
    kpis = {kpi.id: kpi.model_dump(include=KPI_FIELDS) for kpi in project.kpis if kpi.id in named}
    return {**model, "kpis": _tidy(kpis)}


def model_hash(model: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a canonical model, whatever the order of its keys.

    Examples
    --------
    >>> model_hash({"a": 1, "b": 2}) == model_hash({"b": 2, "a": 1})
    True
    """
    text = json.dumps(model, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what became of a canonical model, one clause for each key.

    Examples
    --------
    >>> differences({"family": "gaussian", "level": 0.95}, {"family": "poisson", "level": 0.95})
    ('family: gaussian became poisson',)
    >>> differences({"exclude": ["2020-03-01 to 2020-05-31"]}, {"control": "rear"})
    ('exclude was removed', 'control: none became rear')
    """
    return tuple(_differences("", dict(before), dict(now)))


def change_date(project: Project, analysis: ItsAnalysis) -> dt.date:
    """Return the first date at which the analysis lets its series change."""
    dates = [item.date for item in analysis.interruptions]
    return min(dates) if dates else project.dates.go_live


def _go_live(project: Project) -> dict[str, str]:
    return {"name": "go-live", "date": project.dates.go_live.isoformat()}


def _shape(interruption: Mapping[str, Any]) -> dict[str, bool]:
    """Return whether level and slope may change, written out although they are defaults."""
    return {name: interruption.get(name, True) for name in ("level", "slope")}


def _tidy(value: Any) -> Any:
    """Return a value without empty keys, lists of named things as mappings, the rest sorted."""
    if isinstance(value, Mapping):
        kept = {str(key): _tidy(item) for key, item in value.items() if key != REASON}
        return {key: item for key, item in kept.items() if item not in (None, [], {})}
    if isinstance(value, list):
        return _tidy_list(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def _tidy_list(items: list[Any]) -> Any:
    tidy = [_tidy(item) for item in items]
    if tidy and all(isinstance(item, dict) for item in tidy):
        keyed = {_key_of(item): item for item in tidy}
        if len(keyed) == len(tidy) and "" not in keyed:
            bare = {key: _without_key(item) for key, item in sorted(keyed.items())}
            return bare if any(bare.values()) else list(bare)
    return sorted(tidy) if all(isinstance(item, str) for item in tidy) else tidy


def _key_of(item: Mapping[str, Any]) -> str:
    if "name" in item:
        return str(item["name"])
    return f"{item['from']} to {item['to']}" if {"from", "to"} <= set(item) else ""


def _without_key(item: Mapping[str, Any]) -> dict[str, Any]:
    of_key = ("name",) if "name" in item else ("from", "to")
    return {key: value for key, value in item.items() if key not in of_key}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _differences(place: str, before: Any, now: Any) -> Iterator[str]:
    if before == now:
        return
    if isinstance(before, dict) and isinstance(now, dict):
        for key in {**before, **now}:
            inner = f"{place}, {key}" if place else key
            yield from _differences(inner, before.get(key, _Nothing), now.get(key, _Nothing))
    elif isinstance(before, list) and isinstance(now, list):
        yield from _changed_items(place, before, now)
    elif place.endswith(f", {DEFINITION}"):
        yield f"{place} was reworded"
    elif before is _Nothing and isinstance(now, dict | list):
        yield f"{place} was added"
    elif now is _Nothing and isinstance(before, dict | list):
        yield f"{place} was removed"
    else:
        yield f"{place}: {_text(before)} became {_text(now)}"


def _changed_items(place: str, before: list[Any], now: list[Any]) -> Iterator[str]:
    removed = [item for item in before if item not in now]
    added = [item for item in now if item not in before]
    yield from (f"{place}: {_text(item)} was removed" for item in removed)
    yield from (f"{place}: {_text(item)} was added" for item in added)
    if not removed and not added:
        yield f"{place}: the order or number of items changed"


def _text(value: Any) -> str:
    if value is _Nothing:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(item)}" for key, item in value.items())
    return ", ".join(_text(item) for item in value) if isinstance(value, list) else str(value)
