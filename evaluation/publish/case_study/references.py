"""Numbers in a case study's words: `[[analysis/outcome/measure]]` becomes the estimate in words.

In: text of case-study.yml and a project's result. Out: Markdown with the numbers, so that each
number exists once. Where a name is shared by estimates of several periods, the period follows it:
`[[equity/tested/group 2/2025-04 to 2026-03]]`. A reference that leads nowhere, or to more than one
estimate, is a finding; a suppressed estimate is said so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.errors import Finding, nearest
from evaluation.estimate import Estimate
from evaluation.portfolio import ProjectResult
from evaluation.present import numbers
from evaluation.present.blocks import escape
from evaluation.workspace import CaseStudy

REFERENCE = re.compile(r"\[\[([^\[\]]*)\]\]")
NO_RESULT_YET = "(no result yet)"
SUPPRESSED_WORDS = "a number that is too small to be shown"
CHANGES = ("difference", "absolute difference", "relative difference", "cumulative difference")


def name_of(estimate: Estimate) -> str:
    """Return how a text refers to an estimate, such as "kpi/falls/after"."""
    return f"{estimate.analysis}/{estimate.outcome}/{estimate.measure}"


def with_numbers(text: str, item: ProjectResult) -> str:
    """Return `plain_with_numbers` as Markdown that shows it letter by letter."""
    return escape(plain_with_numbers(text, item))


def plain_with_numbers(text: str, item: ProjectResult) -> str:
    """Return a text with the numbers it refers to.

    Parameters
    ----------
    text : str
        Its references are known, or the project has no result.
    item : ProjectResult
    """
    known = _meant(item)
    parts = REFERENCE.split(text)
    words = [_in_words(known.get(part.strip())) if i % 2 else part for i, part in enumerate(parts)]
    return "".join(words)


def _meant(item: ProjectResult) -> dict[str, Estimate]:
    """Return each name, with and without its period, that means one estimate."""
    meant = {}
    for name, estimates in _by_name(item).items():
        main = item.effect(estimates[0].measure)
        if len(estimates) == 1:
            meant[name] = estimates[0]
        elif (
            main is not None and main in estimates
        ):  # of analyses that share a name, the project's primary one
            meant[name] = main
    return meant


def _by_name(item: ProjectResult) -> dict[str, list[Estimate]]:
    named: dict[str, list[Estimate]] = {}
    for estimate in item.estimates:
        name = name_of(estimate)
        for key in (name, f"{name}/{estimate.period}"):
            named.setdefault(key, []).append(estimate)
    return named


def reference_findings(item: ProjectResult, shown: str) -> list[Finding]:
    """Return a finding for each reference that does not lead to one result.

    Where nothing has run, there is none.

    Parameters
    ----------
    item : ProjectResult
    shown : str
        The file's path as it is shown to the user.
    """
    study = item.folder.case_study
    if study is None or not item.estimates:
        return []
    named, meant = _by_name(item), _meant(item)
    found = []
    for place, text in texts_of(study):
        for name in (match.strip() for match in REFERENCE.findall(text)):
            if name not in meant:
                sentence, remedy = _fault(name, named, meant)
                found.append(Finding(sentence, remedy, shown, place, item.folder.slug))
    return found


def _fault(
    name: str, named: dict[str, list[Estimate]], meant: dict[str, Estimate]
) -> tuple[str, str]:
    shared = named.get(name)
    if shared is None:
        near = nearest(name, meant)
        remedy = f"Did you mean '{near}'?" if near else "Write analysis/outcome/measure."
        return f"There is no result '{name}'.", remedy
    sentence = f"{len(shared)} results are named '{name}'."
    full = [f"{name}/{estimate.period}" for estimate in shared]
    ways = [f"'{key}'" for key in full if key in meant]
    if not ways:
        return sentence, "They cannot be told apart by period; quote another result."
    return sentence, f"Add the period: {' or '.join(ways)}."


def texts_of(study: CaseStudy) -> Iterator[tuple[str, str]]:
    """Yield every text in which references are replaced, with its key."""
    for key in (
        "standfirst", "problem", "how_supported", "patients_and_public", "next_steps",
        "challenge", "response", "why", "who",
    ):  # fmt: skip
        text = getattr(study, key)
        if text is not None:
            yield key, text
    for text in study.learning:
        yield "learning", text
    if study.quote is not None:
        yield "quote, text", study.quote.text
    for key in ("headline", "take_away"):
        text = getattr(study.poster, key)
        if text is not None:
            yield f"poster, {key}", text


def _in_words(estimate: Estimate | None) -> str:
    if estimate is None:
        return NO_RESULT_YET
    if estimate.value is None:
        return SUPPRESSED_WORDS
    is_change = estimate.measure in CHANGES and estimate.unit != "GBP"
    value = numbers.change_text(estimate) if is_change else numbers.value_text(estimate)
    if not estimate.is_estimable:
        return value
    plain = numbers.with_unit(numbers.interval_text(estimate), estimate.unit)
    limits = numbers.change_interval(estimate) if is_change else plain
    return f"{value} ({numbers.level_text(estimate.level)} interval {limits})"
