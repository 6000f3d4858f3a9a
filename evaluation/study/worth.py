"""What a project is worth: its benefits against their plan, costs and return.

In: the project's value.yml and the estimates of the sections before. Out: the section, and what the
portfolio needs to work the same numbers out again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from evaluation.estimate import Estimate
from evaluation.present.blocks import Prose
from evaluation.study import benefits, economics, resource_impact
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import SavedFile, Section
from evaluation.value.assessment import assess
from evaluation.value.economics import Deflator
from evaluation.workspace import VALUE_RESULT, ValueFile, read_deflator

NO_VALUE = "The value of this project has not been assessed."
NO_ECONOMICS = "Costs and return have not been worked out for this project."


def section(inputs: StudyInputs, estimates: Sequence[Estimate]) -> Section:
    """Return what the project is worth.

    Parameters
    ----------
    inputs : StudyInputs
    estimates : sequence of Estimate
        Of the sections shown before: measured benefits name them.

    Raises
    ------
    InvalidInput
        If a benefit names an estimate that is not there.
    """
    value = inputs.workspace.project(inputs.slug).value
    if value is None:
        return Section((Prose(NO_VALUE),))
    index, _ = read_deflator(inputs.workspace.root)
    deflator = Deflator(index.index, "; ".join(index.sources))
    found = assess(value, inputs.slug, inputs.project.kpis, estimates, deflator, inputs.year)
    worked_out = (
        Section((Prose(NO_ECONOMICS),))
        if found is None
        else economics.section(found, value, inputs)
    )
    spec = value.resource_impact
    came = benefits.what_came(inputs, value, estimates)
    return (
        worked_out
        + benefits.section(inputs, value, came, found)
        + (Section(()) if spec is None else resource_impact.section(spec, inputs))
        + benefits.plan_section(inputs, value, came)
        + Section((), saved=(saved(value, deflator),))
    )


def saved(value: ValueFile, deflator: Deflator) -> SavedFile:
    """Return what the portfolio works the same numbers out from, as the file `value.json`.

    Parameters
    ----------
    value : ValueFile
        As it was when the project ran.
    deflator : Deflator
    """
    content = {
        "value": value.model_dump(mode="json", by_alias=True, exclude_none=True),
        "index": dict(deflator.index),
        "index_source": deflator.source,
    }
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    return SavedFile(VALUE_RESULT, text + "\n")
