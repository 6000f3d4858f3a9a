"""Golden texts: every sentence that is made from estimates, as it was last agreed.

A changed wording fails with a diff. To renew the files after a change that is meant, run
`WRITE_GOLDEN=1 python -m pytest tests/present/test_wordings.py`, read `git diff`, and commit it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace as Thing

import nbformat
import numpy as np
import pandas as pd
import pytest

from evaluation.audit.actions import review_actions
from evaluation.equity.reach import ShareOfUsers
from evaluation.estimate import Estimate
from evaluation.monitoring.charts import ControlChart, Options, control_chart
from evaluation.monitoring.charts.words import assurance_words, variation_words
from evaluation.monitoring.funnels import Funnel, FunnelOptions, funnel
from evaluation.portfolio.portfolio import failures
from evaluation.present import (
    autocorrelation_figure,
    funnel_words,
    impact_words,
    sensitivity_figure,
    value_words,
    words,
)
from evaluation.present.control_chart_words import ChartWords, chart_alt, chart_caption
from evaluation.present.control_summary_figure import summary_caption
from evaluation.present.funnel_words import FunnelNames
from evaluation.present.numbers import NO_BREAK_SPACE
from evaluation.publish.assemble import project_chapter
from evaluation.run import RunRecord
from evaluation.study import actions, inequalities, inequality_measures, kpis, reach
from evaluation.value.economics import Quantity
from evaluation.value.impact import base_case, tornado
from evaluation.workspace import Inequality
from evaluation.workspace.impact_spec import ImpactSpec
from tests.value.impact.conftest import PLAIN

GOLDEN = Path(__file__).parent / "golden"
Lines = Iterator[tuple[str, str]]

UNITS = {
    "percentage points": 1.0,
    "days": 0.31,
    "admissions": 34.0,
    "count": 340.0,
    "per 1,000 bed days": 0.052,
    "%": 4.0,
    "ratio": 0.04,
}
INTERVALS = {
    "above": (3.0, 1.0, 5.0),
    "below": (-3.0, -5.0, -1.0),
    "across, above": (1.0, -1.0, 3.0),
    "across, below": (-1.0, -3.0, 1.0),
    "at nought": (0.0, -2.0, 2.0),
    "touching nought": (2.0, 0.0, 4.0),
    "hardly above": (0.0101, 0.0003, 0.02),
}


def estimate(value: float | None, lower: float | None, upper: float | None, unit: str) -> Estimate:
    return Estimate(
        analysis="its",
        outcome="screened",
        measure="difference",
        unit=unit,
        value=value,
        lower=lower,
        upper=upper,
        n=60,
        method="Newey-West",
        period="2026-03",
        provenance="synthetic",
    )


def scaled(limits: tuple[float, float, float], unit: str) -> Estimate:
    value, lower, upper = (UNITS[unit] * limit for limit in limits)
    return estimate(value, lower, upper, unit)


def effect(absolute: Estimate, better: str, *more: object) -> str:
    found = words.effect_finding(
        absolute, "screening", better, "the earlier trend led us to expect", "in March 2026", *more
    )
    return f"[{found.verdict}] {found.sentence}"


def effects() -> Lines:
    """Return the findings of series: each interval, unit and direction; without an estimate."""
    for unit, (name, limits), better in itertools.product(
        UNITS, INTERVALS.items(), ("increase", "decrease")
    ):
        yield f"{unit}, {name}, {better} is better", effect(scaled(limits, unit), better)
    for name, values in {"suppressed": (None,) * 3, "not estimable": (3.0, None, None)}.items():
        yield name, effect(estimate(*values, "days"), "decrease")
    clear, unclear = (scaled(INTERVALS[name], "days") for name in ("below", "across, below"))
    percent = [scaled(INTERVALS[name], "%") for name in ("below", "across, below", "above")]
    for absolute, relative in itertools.product((clear, unclear), percent):
        scales = f"absolute {words.verdict(absolute, 'decrease')}"
        scales += f", relative {words.verdict(relative, 'decrease')}"
        yield scales, effect(absolute, "decrease", relative)


def regions() -> Lines:
    """Return findings beside a region of changes that are too small to matter."""
    size = {"percentage points": 4.0, "%": 10.0}
    tested = {"inside": (-0.5, 0.5), "inside, clear": (0.2, 0.9), "across its end": (0.2, 1.4)}
    tested |= {"beyond": (1.2, 1.8), "at its end": (0.2, 0.996)}
    for (unit, limit), (name, share), better in itertools.product(
        size.items(), tested.items(), ("increase", "decrease")
    ):
        lower, upper = (limit * part for part in share)
        inner = replace(estimate((lower + upper) / 2, lower, upper, unit), level=0.9)
        region = words.Region(-limit, limit, inner)
        wide = 1.1 * (upper - lower) / 2
        middle = (lower + upper) / 2
        relative = estimate(middle, middle - wide, middle + wide, "%")
        absolute = estimate(middle, middle - wide, middle + wide, "percentage points")
        yield f"{unit}, {name}, {better} is better", effect(absolute, better, relative, region)


def indicators() -> Lines:
    """Return the sentence that counts indicators, and the marks of verdicts."""
    every = list(words.VERDICT_MARKS)
    for verdict in every:
        yield f"mark of {verdict}", words.verdict_text(verdict)
    for verdict in (name for name in every if name != "no important change"):
        for number in (1, 2):
            yield f"{number} {verdict}", kpis._summary([verdict] * number)
    yield "of every kind", kpis._summary([name for name in every if name != "no important change"])


def chart(values: list[float], target: float | None = None, better: str = "increase", **options):
    time = pd.date_range("2024-04-01", periods=len(values), freq="MS")
    table = pd.DataFrame({"time": time, "value": np.asarray(values, dtype="float64")})
    return control_chart(table, Options(improvement=better, **options), target=target)


def control_charts() -> Lines:
    """Return the words of icons, captions and alt texts of control charts."""
    causes = ("improvement-high", "improvement-low", "concern-high", "concern-low")
    for cause in (*causes, "neither-high", "neither-low", "common-cause", None):
        yield f"variation {cause}", variation_words(cause)
    for found in ("pass", "fail", "hit-or-miss", None):
        yield f"assurance {found}", assurance_words(found)
    steady = [50.0, 52, 49, 51, 50, 48, 51, 50, 49, 52, 50, 51]
    raised = [*steady, *(value + 20 for value in steady)]
    gap = [*steady[:5], np.nan, *steady[6:]]
    made: dict[str, ControlChart] = {"steady": chart(steady), "a gap": chart(gap, 60.0)}
    for better in ("increase", "decrease", "neither"):
        made[f"raised, {better}"] = chart(raised, 60.0, better)
    for target in (20.0, 50.0, 90.0):
        made[f"target {target:.0f}"] = chart(steady, target)
    since = [pd.Timestamp("2025-04-01")]
    made["rebased"] = chart(raised, rebase=since)
    named = ChartWords("People asked", "%")
    for name, one in made.items():
        yield f"caption, {name}", chart_caption(one, named)
        yield f"alternative text, {name}", chart_alt(one, named)
    yield "summary", summary_caption([made["steady"], *(made[n] for n in made if "raised" in n)])
    yield "summary of one", summary_caption([made["steady"]])


def funnel_of(met: Sequence[int | None], people: object = 100, **options: object) -> Funnel:
    unit = [f"Practice {number}" for number in range(len(met))]
    frame = pd.DataFrame({"unit": unit, "numerator": met, "denominator": people})
    return funnel(frame, "proportion", FunnelOptions(**options))


def funnels() -> Lines:
    """Return all sentences of funnels: none out, one, several, more than are named."""
    alike = [48, 50, 52, 49, 51, 50, 47, 53, 50, 50]
    names = FunnelNames("People asked", "%", "practice", "practices", "People")
    cases = {"none": alike, "one low": [*alike, 20], "several": [*alike, 62, 25, 70, 20, 75, 15]}
    cases["many"] = [*alike * 4, 95, 5, 94, 6, 93, 7, 92, 8]
    for (name, met), better in itertools.product(
        cases.items(), ("increase", "decrease", "neither")
    ):
        made = funnel_of(met, better=better)
        for part in ("finding", "by_chance", "both_ways", "funnel_alt"):
            yield f"{part}, {name}, {better} is better", getattr(funnel_words, part)(made, names)
        yield f"notes, {name}, {better} is better", " | ".join(funnel_words.notes(made, names))
    hidden = {"one hidden": 1, "two hidden": 2}
    for name, number in hidden.items():
        made = funnel_of([*alike, *[None] * number], better="increase")
        yield name, funnel_words.not_compared(made, names)
    for number in (1, 2):
        people = [100] * len(alike) + [0] * number
        made = funnel_of([*alike, *[0] * number], people, better="increase")
        yield f"{number} without people", funnel_words.not_compared(made, names)


def audits() -> Lines:
    """Return the sentence about the action plan of an audit."""
    day = dt.date(2026, 3, 31)
    cases = {"all met": {"A-1": "met"}, "one not met": {"A-1": "not met"}}
    cases["uncertain"] = {"A-1": "uncertain"}
    cases["three not met"] = dict.fromkeys(("A-1", "A-2", "A-3"), "not met")
    for name, statuses in cases.items():
        yield name, actions.summary(review_actions(statuses, [], day, day))


def equity() -> Lines:
    """Return the sentences about gaps, measures over all groups, and reach."""
    gap = Inequality(
        kpi="asked", dimension="deprivation", group="1 most deprived", reference="5 least deprived"
    )
    gaps = [estimate(value, value - 4, value + 4, "percentage points") for value in (-12.0, -5.5)]
    change = estimate(6.5, 1.2, 11.8, "percentage points")
    hidden = estimate(None, None, None, "percentage points")
    by_group = Thing(dimension="deprivation")
    for verdict in inequalities.VERDICT_WORDS:
        yield f"gap, {verdict}", inequalities._phrase(gap, verdict, gaps, change)
        row = Thing(name="slope index", before=gaps[0], after=gaps[1], change=change)
        row.verdict = Thing(verdict=verdict)
        yield f"all groups, {verdict}", inequality_measures._finding(by_group, [row])[0]
    yield "gap, suppressed", inequalities._phrase(gap, "not comparable", gaps, hidden)
    row = Thing(verdict=Thing(verdict="not comparable"))
    yield "all groups, suppressed", inequality_measures._finding(by_group, [row])[0]
    for names in ([], ["2"], ["2", "3"], ["2", "3", "4"]):
        table = pd.DataFrame({"group": ["1", "2", "3", "4"]})
        table["index_upper"] = [0.9 if group in names else 1.1 for group in table["group"]]
        yield f"reach, {len(names)} less", reach._lowest(table)
    share = {"groups": ("1",), "users": 18.0, "eligible": 20.0, "people": 900, "level": 0.95}
    share |= dict.fromkeys(("difference", "difference_lower", "difference_upper"), -2.0)
    turned = estimate(1.1, 0.9, 1.3, "ratio")
    limits = {"less": (0.9, 0.85, 0.95), "more": (1.1, 1.05, 1.15), "unclear": (0.9, 0.7, 1.1)}
    for name, (value, lower, upper) in limits.items():
        parts = {"ratio": value, "ratio_lower": lower, "ratio_upper": upper}
        ratio = estimate(value, lower, upper, "ratio")
        for after in (turned, estimate(None, None, None, "ratio")):
            verdict = Thing(verdict=(after.value and "no clear change") or "not comparable")
            said = reach._sentence(ShareOfUsers(**share, **parts), ratio, after, verdict)
            yield f"Core20, {name}, {verdict.verdict}", said
    none = dict.fromkeys(("ratio", "ratio_lower", "ratio_upper"))
    said = reach._sentence(ShareOfUsers(**share, **none), turned, turned, Thing(verdict=""))
    yield "Core20, suppressed", said


def diagnostics() -> Lines:
    """Return the captions of residuals and of other choices."""
    for beyond in (0, 1, 3):
        rows = pd.DataFrame({"lag": [1, 2, 3, 4], "lower": -0.25, "upper": 0.25})
        rows["autocorrelation"] = [0.4 if lag <= beyond else 0.1 for lag in rows["lag"]]
        made = autocorrelation_figure.autocorrelation_figure(
            rows, subtitle="", source="", figure_label="residuals"
        )
        yield f"residuals, {beyond} beyond", made.caption
        yield f"residuals, {beyond} beyond, in words", made.alt
    row = {"part": "method", "variant": "other", "note": ""}
    cases = {"agree": [(-3.0, -5.0, -1.0)], "differ": [(-3.0, -5.0, -1.0), (1.0, -1.0, 3.0)]}
    cases |= {"alone": [], "without an estimate": [(np.nan,) * 3]}
    for name, others in cases.items():
        values = [(-3.0, -5.0, -1.0), *others]
        rows = pd.DataFrame(values, columns=["estimate", "lower", "upper"]).assign(**row)
        rows.loc[0, ["part", "variant"]] = ["primary", "first"]
        yield f"other choices, {name}", sensitivity_figure._caption(rows, 0.0)


WORTH = {
    "above": (30_000.0, 10_000.0, 50_000.0),
    "below": (-30_000.0, -50_000.0, -10_000.0),
    "across": (5_000.0, -12_345.0, 40_000.0),
}
RATIO = (1.24, 0.41, 2.1)
PAYBACKS = {
    "within": (2.4, 1.5, 3.2),
    "perhaps never": (2.4, 1.5, None),
    "at once": (0.0, 0.0, 1.0),
    "never": (None, None, None),
}
PRICES = {
    "dear": (815.0, 450.0, 3120.0),
    "a few pounds": (3.34, 1.2, 8.47),
    "perhaps a saving": (815.0, -90.0, 3120.0),
    "a saving": (-200.0, -900.0, -50.0),
    "open on one side": (815.0, None, 3120.0),
    "no clear effect": (None, None, None),
}


def value() -> Lines:
    """Return what is said of worth, return, payback, outcomes and choices."""
    years = ("2023/24", "2028/29")
    for name, limits in WORTH.items():
        found = Thing(npsv=Quantity(*limits), level=0.95, share_above=0.78)
        yield f"worth, {name}", value_words.worth_sentence(found, years)
    missing = Thing(npsv=Quantity(None, None, None), level=0.95, share_above=0.0)
    yield "worth, cannot be estimated", value_words.worth_sentence(missing, years)
    yield "return", value_words.return_sentence(Thing(bcr=Quantity(*RATIO), level=0.95))
    none = Thing(bcr=Quantity(None, None, None, reason="there are no costs"), level=0.95)
    yield "return, undefined", value_words.return_sentence(none)
    for name, limits in PAYBACKS.items():
        found = Thing(payback=Quantity(*limits), share_repaid=0.4, level=0.95)
        yield f"payback, {name}", value_words.payback_sentence(found, "2023/24")
    for name, limits in PRICES.items():
        found = Thing(icer=Quantity(*limits, reason="why"), quadrants={"dominant": 0.04})
        said = value_words.cost_per_outcome_sentence(found, "an admission avoided", 0.95)
        yield f"cost of an outcome, {name}", said
    worth = Thing(thresholds=[1.5, 20_000.0], probability=[0.001, 1.0])
    yield "worth its cost", value_words.worth_it_sentence(worth, "a QALY")
    for best in ("stop", "continue", "spread"):
        options = [
            Thing(
                choice=choice,
                value=Quantity(90_000.0 if choice == best else 10_000.0, None, None),
                probability_best=0.56,
            )
            for choice in ("stop", "continue", "spread")
        ]
        yield f"to {best}", value_words.decision_sentence(options, "2026/27")
    two = [
        Thing(choice=choice, value=Quantity(worth, None, None), probability_best=0.9)
        for choice, worth in (("stop", -500.0), ("continue", 6000.0))
    ]
    yield "two choices", value_words.decision_sentence(two, "2026/27")


def impact() -> Lines:
    """Return what is said of a resource impact."""
    plain = ImpactSpec.model_validate(PLAIN)
    once = ImpactSpec.model_validate(
        {**PLAIN, "uptake": {"current_percent": 10, "future_percent": [20]}}
    )
    nothing = ImpactSpec.model_validate(
        {
            **PLAIN,
            "uptake": {"current_percent": 10, "future_percent": [10]},
            "one_off": [],
        }
    )
    for name, spec in (("two years", plain), ("one year", once), ("nothing", nothing)):
        found = base_case(spec)
        yield f"impact, {name}", impact_words.impact_sentence(spec, found, None)
        yield f"parts, {name}", impact_words.parts_sentence(found)
        yield f"people, {name}", impact_words.people_sentence(spec, found)
    dear = ImpactSpec.model_validate(
        {**PLAIN, "new": [{"id": "test", "name": "Test", "unit_cost": 500}]}
    )
    for name, spec, limits in (
        ("saves", plain, (-40_000.0, -10_000.0)),
        ("across", plain, (-40_000.0, 9_000.0)),
        ("costs", dear, (40_000.0, 90_000.0)),
    ):
        drawn = Thing(
            cumulative=pd.DataFrame({"lower": [limits[0]], "upper": [limits[1]]}),
            level=0.95,
            share_saving=0.94,
        )
        said = impact_words.impact_sentence(spec, base_case(spec), drawn)
        yield f"impact, drawn, {name}", said
    names = impact_words.input_names(plain)
    bars = tornado(plain)
    yield "tornado, none", impact_words.tornado_sentence(bars, names)
    row = pd.DataFrame([{"input": "new.test.units", "at_low": -900.0, "at_high": 1200.0}])
    yield "tornado", impact_words.tornado_sentence(row, names)
    yield "assumed, none", impact_words.assumed_sentence([], names)
    yield "assumed", impact_words.assumed_sentence(["new.test.units", "population.size"], names)


def failed_runs(folder: Path) -> Lines:
    """Return what stands where a project failed, in its chapter and in the summary."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Falls\n\nOld text.")])
    nbformat.write(nb, folder / "falls.ipynb")
    failed = record("failed", "The table has no column 'value'.")
    for name, attempt, good in (
        ("never run", None, None),
        ("failed, nothing before", failed, None),
        ("failed after a good run", failed, record("ok", "")),
    ):
        project = Thing(title="Falls", provenance="synthetic")
        item = Thing(
            sentences={}, folder=Thing(slug="falls", project=project), attempt=attempt, good=good
        )
        item.has_failed = attempt is not None
        yield f"chapter, {name}", project_chapter(Thing(executed=folder), item)
        found = failures([item])
        yield f"summary, {name}", found[0].markdown if found else "nothing"


def record(status: str, reason: str) -> RunRecord:
    return Thing(  # type: ignore[return-value]
        status=status,
        reason=reason,
        end="2025-05-01T08:00:00+00:00",
        parameters={"year": "2024/25"},
    )


MAKERS: dict[str, Callable[[], Lines]] = {
    maker.__name__: maker
    for maker in (
        *(effects, regions, indicators, control_charts),
        *(funnels, audits, equity, diagnostics),
        *(value, impact),
    )
}


def check_against_golden(name: str, lines: Lines) -> None:
    text = "".join(f"{case}\n    {said}\n" for case, said in lines).replace(NO_BREAK_SPACE, "_")
    path = GOLDEN / f"{name.replace('_', '-')}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", MAKERS)
def test_every_wording_is_the_one_agreed(name: str) -> None:
    check_against_golden(name, MAKERS[name]())


def test_what_is_said_of_a_failed_project_is_as_agreed(tmp_path: Path) -> None:
    check_against_golden("failures", failed_runs(tmp_path))


def test_every_verdict_is_worded() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.txt"))
    assert all(f"[{verdict}]" in said for verdict in words.VERDICT_MARKS)
