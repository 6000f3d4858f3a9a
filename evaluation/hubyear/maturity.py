"""The chapter on the maturity wheel: scores, what changed, agreement, and what to develop first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from evaluation.disclosure import protect_one, shown
from evaluation.estimate import Estimate
from evaluation.hub.maturity.agreement import alpha_with_limits, within_group
from evaluation.hub.maturity.change import Change, changes, linked_members
from evaluation.hub.maturity.collating import (
    QUARTILES_IN_WORDS,
    assessed_years,
    by_member,
    collated,
    thirds,
)
from evaluation.hub.maturity.groups import group_differences
from evaluation.hub.maturity.priorities import ranked_priorities
from evaluation.hub.people import FEWEST
from evaluation.hubyear.maturity_distribution import distribution_figure
from evaluation.hubyear.maturity_tables import (
    changes_table,
    dimensions_table,
    distribution_table,
    groups_table,
    priorities_table,
)
from evaluation.hubyear.maturity_words import (
    agreement_sentence,
    basis_sentence,
    change_sentence,
    lead,
    priorities_sentence,
)
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, chapter_opening, escape
from evaluation.present.hub.maturity_wheel_figure import maturity_wheel_figure
from evaluation.study.section import Section
from evaluation.workspace import MaturityWheel

HEADING = "# Maturity wheel {#sec-maturity}"
TOO_FEW = (
    f"Fewer than {FEWEST} members scored in {{year}}, so nothing is shown: they could be known."
)
EXAMPLE = (
    "The dimensions are placeholders, an example and not those of the Innovation Unit's Adopting "
    "Innovation Wheel, which is licensed; a hub writes its own into its file."
)
ANALYSIS = "maturity"
STEPS_FOR_PAIRS = 4  # from so many on, the two lowest steps are low and the two highest high


@dataclass(frozen=True)
class Assessment:
    """Two assessments and what came of them."""

    wheel: MaturityWheel
    years: tuple[str, ...]
    now: pd.DataFrame
    before: pd.DataFrame | None
    collated: pd.DataFrame
    changes: Sequence[Change]

    @property
    def high_from(self) -> int:
        """The least score that counts as high."""
        return _ends(self.wheel)[1]

    @property
    def low_to(self) -> int:
        """The greatest score that counts as low."""
        return _ends(self.wheel)[0]

    @property
    def labels(self) -> dict[str, str]:
        """What a reader calls each dimension."""
        return {each.id: each.label for each in self.wheel.dimensions}


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    scores, wheel = year.table("maturity-scores"), year.wheel
    years = assessed_years(scores, str(year.year))
    if wheel is None or not years:
        return Section(())
    found = _assessment(year, wheel, scores, years)
    if len(found.now) < FEWEST:
        text = TOO_FEW.format(year=found.years[0])
        return Section((Prose(f"{HEADING}\n\n{text}"),), sentences=(text,))
    first = lead(found.changes, found.collated, found.labels, found.years)
    blocks: list[Block] = [
        chapter_opening(HEADING, first),
        Prose(escape(" ".join(_about(year, found)))),
        _wheel(year, found),
        dimensions_table(
            found.collated,
            within_group(found.now, *_scale(wheel)),
            found.labels,
            _headings(found)["high"],
        ),
        *_distribution(year, found),
        *_changed(year, found),
        *_agreed(found, scores),
        *_priorities(year, found),
    ]
    return Section(tuple(blocks), tuple(_estimates(year, found)), sentences=(first,))


def _assessment(
    year: HubYear, wheel: MaturityWheel, scores: pd.DataFrame, years: Sequence[str]
) -> Assessment:
    ids = [each.id for each in wheel.dimensions]
    now = by_member(scores, years[-1], ids)
    before = by_member(scores, years[-2], ids) if len(years) > 1 else None
    found = collated(now, *_ends(wheel), year.rule)
    moved = [] if before is None else changes(before, now, linked=wheel.members_linked)
    return Assessment(wheel, tuple(reversed(years[-2:])), now, before, found, moved)


def _scale(wheel: MaturityWheel) -> tuple[int, int]:
    return wheel.scale.least, wheel.scale.most


def _ends(wheel: MaturityWheel) -> tuple[int, int]:
    """Return the greatest score that counts as low and the least that counts as high."""
    least, most = _scale(wheel)
    further = 1 if most - least + 1 >= STEPS_FOR_PAIRS else 0
    return least + further, most - further


def _headings(found: Assessment) -> dict[str, str]:
    """Return what the parts of the scale are called; no middle where there is none."""
    least, most = _scale(found.wheel)
    spans = {
        "low": (least, found.low_to),
        "middle": (found.low_to + 1, found.high_from - 1),
        "high": (found.high_from, most),
    }
    return {
        part: f"Scored {first if first == last else f'{first} to {last}'}, %"
        for part, (first, last) in spans.items()
        if first <= last
    }


def _about(year: HubYear, found: Assessment) -> Iterator[str]:
    if found.years[0] != str(year.year):
        yield f"Nobody scored in {year.year}; this is the last assessment, of {found.years[0]}."
    members = _known_people(len(found.now), year)
    scale = found.wheel.scale
    ends = f" ({scale.labels[0].lower()} to {scale.labels[-1].lower()})" if scale.labels else ""
    yield (
        f"{members} members of the two groups scored {len(found.labels)} dimensions from "
        f"{scale.least} to {scale.most}{ends} in {found.years[0]}; numbers of people follow the "
        "hub's rule for small numbers."
    )
    yield f"Wheel: {found.wheel.version}. {found.wheel.licence_note}"
    if found.wheel.is_example:
        yield EXAMPLE


def _wheel(year: HubYear, found: Assessment) -> Block:
    ends = _ends(found.wheel)
    before = None if found.before is None else collated(found.before, *ends, year.rule)
    frame = found.collated.assign(
        label=[found.labels[name] for name in found.collated["dimension"]],
        before=float("nan") if before is None else before["median"],
    )
    years = found.years if before is not None else found.years[:1]
    return maturity_wheel_figure(
        frame,
        years,
        _scale(found.wheel),
        caption=change_sentence(found.changes, found.labels, found.years)
        if found.changes
        else lead(found.changes, found.collated, found.labels, found.years),
        subtitle="Median score of members by dimension",
        source=year.source_line,
        figure_label="maturity-wheel",
    )


def _distribution(year: HubYear, found: Assessment) -> Iterator[Block]:
    parts = thirds(found.now, *_ends(found.wheel), year.rule)
    members = [shown(count, year.rule.mark) for count in parts["members"]]
    headings = _headings(found)
    yield distribution_figure(parts, found.labels, headings, found.years[0], year.source_line)
    yield distribution_table(parts, members, found.labels, headings)


def _changed(year: HubYear, found: Assessment) -> Iterator[Block]:
    yield Prose("## What changed {#sec-maturity-change}")
    if found.before is None:
        yield Prose("This is the first assessment, so there is nothing to compare it with.")
        return
    linked = linked_members(found.before, found.now) if found.wheel.members_linked else 0
    yield Prose(
        escape(
            f"{change_sentence(found.changes, found.labels, found.years)} "
            f"{basis_sentence(found.changes, _known_people(linked, year))}"
        )
    )
    yield changes_table(found.changes, found.labels, found.years)


def _known_people(people: int, year: HubYear) -> str:
    """Return a number of people as it may be shown."""
    return shown(protect_one(people, year.rule), year.rule.mark)


def _agreed(found: Assessment, scores: pd.DataFrame) -> Iterator[Block]:
    yield Prose("## How far members agree {#sec-maturity-agreement}")
    yield Prose(escape(f"{agreement_sentence(alpha_with_limits(found.now))} {QUARTILES_IN_WORDS}"))
    own = scores[scores["year"].eq(found.years[0]).fillna(value=False)]
    differences, left_out = group_differences(own, found.now)
    if differences:
        yield groups_table(differences, found.labels)
    yield Prose(escape(left_out))


def _priorities(year: HubYear, found: Assessment) -> Iterator[Block]:
    wheel = found.wheel
    ranked = ranked_priorities(
        found.now,
        wheel.priority_rule,
        wheel.priorities,
        year.generator("maturity-priorities"),
        found.before,
    )
    yield Prose("## Priorities for development {#sec-maturity-priorities}")
    yield Prose(escape(priorities_sentence(ranked, wheel, found.labels)))
    yield priorities_table(ranked, wheel.priorities, found.labels)


def _estimates(year: HubYear, found: Assessment) -> Iterator[Estimate]:
    for change in found.changes:
        if change.basis == "too few":
            continue
        yield Estimate(
            analysis=ANALYSIS,
            outcome=change.dimension,
            measure="net change",
            unit="percentage points",
            value=100 * change.effect.value,
            lower=100 * change.effect.lower,
            upper=100 * change.effect.upper,
            n=protect_one(change.people, year.rule),
            method="Tango's score limits, same members"
            if change.basis == "same members"
            else "Brunner-Munzel limits, all members, doubled from a half",
            period=f"{found.years[1]} to {found.years[0]}",
            provenance=year.provenance,
            label=found.labels[change.dimension],
        )
    for row in found.collated.dropna(subset=["high"]).to_dict("records"):
        yield Estimate(
            analysis=ANALYSIS,
            outcome=row["dimension"],
            measure=f"scoring {found.high_from} or more",
            unit="%",
            value=row["high"],
            lower=row["high_lower"],
            upper=row["high_upper"],
            n=protect_one(row["members"], year.rule),
            method="Wilson limits of protected counts",
            period=found.years[0],
            provenance=year.provenance,
            label=found.labels[row["dimension"]],
        )
