"""What the chapter says of an analysis as it was fixed beforehand: one sentence and one check.

In: an analysis and the record beside its project's file. Out: a sentence and a `NamedCheck`.
"""

from __future__ import annotations

from evaluation.estimate import CheckResult
from evaluation.present import numbers
from evaluation.present.words import listed
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import NamedCheck
from evaluation.workspace import ItsAnalysis, RecordEntry, Standing, dropped, standing

CHECK = "Pre-specification"
NO_RECORD = "No record of a pre-specified analysis"
ALTERED = (
    "The record of the pre-specified analysis was altered after it was written, so it does not "
    "show what was fixed."
)
SEEN = "when data could already be seen"


def of_analysis(inputs: StudyInputs, analysis: ItsAnalysis) -> tuple[str, NamedCheck]:
    """Return what the record says of one analysis, as a sentence and as a check.

    The check passes where the analysis is the one that was recorded before the change.
    """
    record = inputs.workspace.project(inputs.slug).record
    found = standing(inputs.project, analysis, record)
    sentence = standing_sentence(found, analysis, _change(inputs, analysis))
    check = CheckResult(CHECK, found.is_sound, sentence)
    return sentence, NamedCheck("its", analysis.kpi, check)


def dropped_sentence(inputs: StudyInputs) -> str:
    """Return a sentence on recorded analyses that are no longer planned; empty where none is."""
    names = dropped(inputs.project, inputs.workspace.project(inputs.slug).record)
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "are"
    return f"Recorded beforehand but no longer in the project's file {verb}: {listed(names)}."


def standing_sentence(found: Standing, analysis: ItsAnalysis, change: str) -> str:
    """Return where an analysis stands, in one plain sentence.

    Parameters
    ----------
    found : Standing
    analysis : ItsAnalysis
    change : str
        What a reader calls the change, such as "go-live".
    """
    entry = found.entry
    if entry is None:
        return _without_a_record(analysis)
    if found.state == "altered":
        return ALTERED
    if found.state == "differs":
        what = "; ".join(found.differences)
        return f"The analysis differs from the one fixed on {_day(entry)}: {what}."
    when = {
        "before": f"before {change}",
        "during phase-in": f"during the phase-in, {SEEN}",
        "after": f"after {change}, {SEEN}",
    }[found.timing or "after"]
    return f"{_history(entry, when)}, and is unchanged{'' if found.is_sound else ' since'}."


def _history(entry: RecordEntry, when: str) -> str:
    """Return when an analysis was fixed, amended and recorded."""
    recorded = numbers.day_text(entry.recorded)
    if entry.history:
        first, reason = entry.history[0], entry.history[-1].reason.rstrip(".")
        return (
            f"The analysis was first fixed on {numbers.day_text(first.fixed)} and last amended on "
            f"{recorded}, {when} (reason: {reason})"
        )
    if entry.fixed == entry.recorded:
        return f"The analysis was fixed on {recorded}, {when}"
    return (
        f"The project says that the analysis was fixed on {_day(entry)}; it was recorded on "
        f"{recorded}, {when}"
    )


def _without_a_record(analysis: ItsAnalysis) -> str:
    claim = analysis.prespecified
    if claim is None:
        return f"{NO_RECORD}."
    return (
        f"{NO_RECORD}: the project says that it was fixed on {numbers.day_text(claim.on)}, but it "
        "was not recorded."
    )


def _day(entry: RecordEntry) -> str:
    return numbers.day_text(entry.fixed)


def _change(inputs: StudyInputs, analysis: ItsAnalysis) -> str:
    dates = [item.date for item in analysis.interruptions]
    if not dates or min(dates) == inputs.project.dates.go_live:
        return "go-live"
    return f"the change on {numbers.day_text(min(dates))}"
