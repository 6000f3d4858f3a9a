"""The year in a handful of numbers, each with its interval and the mark of where it comes from.

In: the projects' results and, where the hub chose, its choice. Out: cards, as Markdown.

Where the hub chose none, a rule does, so that no number is shown for what it says: the count of
verdicts, then each project's main effect in the order of the report, then, up to the fewest that
a page needs, each project's first other indicator after the change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evaluation.estimate import Estimate
from evaluation.portfolio.results import ABSOLUTE, RELATIVE, ProjectResult
from evaluation.present import numbers
from evaluation.present.blocks import Prose, escape
from evaluation.present.words import Verdict, listed, provenance_mark, verdict_text
from evaluation.workspace import Headline, Hub

FEWEST, MOST = 5, 8
NOTHING_YET = "No project has a result to show yet."
BY_RULE = (
    "The numbers are chosen by a rule, not for what they say: how many projects improved, each "
    "project's main effect in the order of this report, then further indicators."
)
BY_THE_HUB = "The hub chose these numbers beforehand, in its own file."
COUNTED_VERDICTS: tuple[Verdict, ...] = ("worsened", "no important change", "no clear change")


@dataclass(frozen=True)
class Card:
    """One headline number.

    Parameters
    ----------
    number : str
        Such as "46% lower".
    label : str
        What it is.
    note : str
        Interval or counts, what it is compared with, when.
    mark : str
        "Measured", "Estimated" or "Synthetic".
    section : str
        Label of the chapter that it comes from; empty where there is none.
    """

    number: str
    label: str
    note: str
    mark: str
    section: str = ""

    @property
    def markdown(self) -> str:
        """The card as a division of three paragraphs."""
        where = f" See @{self.section}." if self.section else ""
        note = f"{escape(self.note)} **{self.mark}.**{where}"
        return (
            f"::: {{.headline}}\n**{escape(self.number)}**\n\n{escape(self.label)}\n\n{note}\n:::"
        )


def cards_markdown(cards: Sequence[Card]) -> str:
    """Return cards as one division."""
    shown = "\n\n".join(card.markdown for card in cards)
    return f":::: {{.headlines}}\n{shown}\n::::"


def headlines(hub: Hub, projects: Sequence[ProjectResult]) -> Prose:
    """Return the cards and one line on how they were chosen."""
    cards = _chosen(hub.headlines, projects) if hub.headlines else _by_rule(hub, projects)
    if not cards:
        return Prose(NOTHING_YET)
    how = BY_THE_HUB if hub.headlines else BY_RULE
    return Prose(f"{cards_markdown(cards)}\n\n{how}")


def _by_rule(hub: Hub, projects: Sequence[ProjectResult]) -> list[Card]:
    own = [item for item in projects if not item.folder.project.is_worked_example]
    cards = _verdicts(hub, own)
    cards += [card for item in own if (card := main_effect_card(item)) is not None]
    others = (card for item in own if (card := next(indicator_cards(item), None)) is not None)
    while len(cards) < FEWEST and (card := next(others, None)) is not None:
        cards.append(card)
    return cards[:MOST]


def _verdicts(hub: Hub, own: Sequence[ProjectResult]) -> list[Card]:
    """Return the card that counts main verdicts, where any project has one."""
    judged = [item for item in own if item.main_verdict is not None]
    if not judged:
        return []
    found = Counter(item.main_verdict for item in judged)
    rest = [f"{found[name]} {name}" for name in COUNTED_VERDICTS if found[name]]
    others = len(judged) - found["improved"] - sum(found[name] for name in COUNTED_VERDICTS)
    rest += [f"{others} without an estimate"] if others else []
    note = f"Of the others, {listed(rest)}. " if rest else ""
    note += "Judged by the interval of each project's main effect."
    mark = "Synthetic" if hub.provenance == "synthetic" else "Estimated"
    label = "projects improved in their main outcome, against what their past led us to expect"
    number = f"{found['improved']} of {len(judged)}"
    return [Card(number, label, note, mark, "sec-portfolio")]


def main_effect_card(item: ProjectResult) -> Card | None:
    """Return the card of a project's main effect, or None where it has no time series."""
    effect = item.effect(RELATIVE) or item.effect(ABSOLUTE)
    return None if effect is None else _card(item, effect)


def indicator_cards(item: ProjectResult) -> Iterator[Card]:
    """Yield a card for each indicator after the change, but for that of the main effect."""
    main = item.main_kpi
    for estimate in item.estimates:
        is_after = (estimate.analysis, estimate.measure) == ("kpi", "after")
        is_other = main is None or estimate.outcome != main.id
        if is_after and is_other and estimate.is_estimable:
            yield _card(item, estimate)


def _chosen(chosen: Sequence[Headline], projects: Sequence[ProjectResult]) -> list[Card]:
    """Return a card for each headline that the hub chose; one without a result says so."""
    results = {item.folder.slug: item for item in projects}
    cards = []
    for wanted in chosen:
        item = results[wanted.project]
        estimate = next(_matching(item, wanted), None)
        if estimate is None:
            note = "There is no such result in this year."
            label = wanted.label or wanted.outcome
            cards.append(Card(numbers.NOT_AVAILABLE, label, note, "No result", _section(item)))
        else:
            named = replace(estimate, label=wanted.label) if wanted.label else estimate
            cards.append(_card(item, named))
    return cards


def _matching(item: ProjectResult, wanted: Headline) -> Iterator[Estimate]:
    for estimate in item.estimates:
        found = (estimate.analysis, estimate.outcome, estimate.measure)
        if found == (wanted.analysis, wanted.outcome, wanted.measure):
            yield estimate


def _card(item: ProjectResult, estimate: Estimate) -> Card:
    is_change = estimate.measure in (RELATIVE, ABSOLUTE)
    parts = [numbers.dates_in_words(estimate.period)]
    if estimate.is_estimable:
        level = numbers.level_text(estimate.level)
        limits = numbers.change_interval(estimate) if is_change else _limits(estimate)
        parts.append(f"{level} interval {limits}")
    note = "; ".join(parts) + "."
    judged = item.main_verdict if is_change else None
    if judged is not None:
        note += f" {verdict_text(judged).capitalize()}."
    compared = ", against what its past led us to expect" if is_change else ""
    number = numbers.change_text(estimate) if is_change else numbers.value_text(estimate)
    mark = provenance_mark(estimate).capitalize()
    return Card(number, (estimate.label or estimate.outcome) + compared, note, mark, _section(item))


def _limits(estimate: Estimate) -> str:
    return numbers.with_unit(numbers.interval_text(estimate), estimate.unit)


def _section(item: ProjectResult) -> str:
    return f"sec-{item.folder.slug}"
