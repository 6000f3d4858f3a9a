"""A resource impact in sentences: what it costs or saves, in cash and capacity, and how sure."""

from __future__ import annotations

from typing import Final

import pandas as pd

from evaluation.present import numbers
from evaluation.present.value_words import money_limits, money_text, share_text
from evaluation.present.words import capital, counted, listed
from evaluation.value.economics import Quantity
from evaluation.value.impact import Impact, Probabilistic, year_names
from evaluation.workspace.impact_spec import ImpactSpec

SIGN: Final = "A positive net impact is a cost, a negative one a saving."
METHOD: Final = (
    "Perspective: {perspective}. Not discounted, in constant prices of {price_year}, as in NICE's "
    "templates."
)
ONE_AT_A_TIME: Final = (
    "Alone, each year of uptake is varied by itself; in the draws all years move together."
)
# Words for the inputs' names; what is between them is an id of the model.
PARTS: Final = {
    "population.size": "Size of the population",
    "population.growth": "Growth of the population",
    "uptake.current": "Current uptake",
}
FIELDS: Final = {
    "units": "units",
    "unit-cost": "unit cost",
    "free-units": "free units",
    "change": "change for each person",
    "unit-value": "value of a unit",
}


def impact_sentence(spec: ImpactSpec, found: Impact, drawn: Probabilistic | None) -> str:
    """Return what all years together cost or save, with interval where inputs were drawn."""
    years = year_names(spec)
    total = float(found.cumulative[-1])
    span = f"from {years[0]} to {years[-1]}" if len(years) > 1 else f"in {years[0]}"
    if drawn is None:
        return f"{capital(_effect(total))} {span}."
    lower, upper = (float(drawn.cumulative[name].iloc[-1]) for name in ("lower", "upper"))
    level = numbers.level_text(drawn.level)
    limits = money_limits(Quantity(total, lower, upper))
    if upper < 0:
        limits = money_limits(Quantity(-total, -upper, -lower))
    if lower > 0 or upper < 0:
        return f"{capital(_effect(total))} {span} ({level} interval {limits})."
    return (
        f"Whether it costs or saves money {span} is not clear: the net impact is "
        f"{money_text(total)} ({level} interval {limits}), and it saves money in "
        f"{share_text(drawn.share_saving)} of draws."
    )


def parts_sentence(found: Impact) -> str:
    """Return how much of the impact is cash and how much capacity, over all years."""
    cash = float(found.net_of(kind="cash").sum())
    capacity = float(found.net_of(kind="capacity").sum())
    return (
        f"In cash {_effect(cash)}; in capacity, which is no cash unless it is taken out, "
        f"{_effect(capacity)}."
    )


def people_sentence(spec: ImpactSpec, found: Impact) -> str:
    """Return how many people have it in the last year, and what that is for 100,000 people."""
    last = year_names(spec)[-1]
    users, eligible = float(found.future_users[-1]), float(found.eligible[-1])
    return (
        f"In {last}, {numbers.number(users)} of {numbers.number(eligible)} eligible people have "
        f"it; for 100,000 {spec.population.of}, {_effect(float(found.per_people[-1]))} in that "
        "year."
    )


def tornado_sentence(bars: pd.DataFrame, names: dict[str, str]) -> str:
    """Return which input matters most, alone."""
    if bars.empty:
        return "No input has limits, so that none could be varied."
    first = bars.iloc[0]
    return (
        f"Of {counted(len(bars), 'input')} with limits, {_lower(names[first['input']])} matters "
        f"most: between its limits the net impact goes from {money_text(first['at_low'])} to "
        f"{money_text(first['at_high'])}."
    )


def assumed_sentence(keys: list[str], names: dict[str, str]) -> str:
    """Return which inputs have no source."""
    if not keys:
        return "Every input has a source."
    return (
        f"{counted(len(keys), 'input')} without a source, and so assumed: "
        f"{listed([_lower(names[key]) for key in keys])}."
    )


def input_names(spec: ImpactSpec) -> dict[str, str]:
    """Return what a reader calls each input."""
    titles = {f"eligibility.{step.id}": step.name for step in spec.eligibility}
    groups = (
        *(("new", item.id, item.name) for item in spec.new),
        *(("current", item.id, item.name) for item in spec.current),
        *(("consequences", item.id, item.name) for item in spec.consequences),
        *(("one-off", item.id, item.name) for item in spec.one_off),
    )
    named = {f"{part}.{name}": title for part, name, title in groups}
    years = year_names(spec)
    found = {}
    for key, _ in spec.inputs():
        start, _, field = key.rpartition(".")
        if key in PARTS or key in titles:
            found[key] = PARTS.get(key) or titles[key]
        elif start == "uptake":
            found[key] = f"Uptake in {years[int(field.removeprefix('year-')) - 1]}"
        elif start.startswith("one-off"):
            found[key] = f"{named[start]}, {years[int(field.removeprefix('year-')) - 1]}"
        else:
            found[key] = f"{named[start]}: {FIELDS[field]}"
    return found


def _effect(amount: float) -> str:
    if amount == 0:
        return "it changes nothing"
    verb = "costs" if amount > 0 else "saves"
    return f"it {verb} {money_text(abs(amount))}"


def _lower(text: str) -> str:
    is_word = text[1:2].islower() or text[1:2] == " "
    return text[:1].lower() + text[1:] if is_word else text
