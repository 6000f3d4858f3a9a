"""What does not fit together in a library is said with its place."""

import pytest
import yaml

from evaluation.workspace import StandardsFile
from evaluation.workspace.standards_consistency import standards_findings

LIBRARY = """
topic: falls
title: Falls
guidelines:
  - {id: CG161, title: Old, published: 2013-06-12, valid_from: 2013-06-12, valid_to: 2025-04-28}
  - {id: NG249, title: New, published: 2025-04-29, valid_from: 2025-04-29, replaces: CG161}
columns:
  tool: {type: boolean}
  age: {type: number}
criteria:
  - id: F-OLD
    guideline: CG161
    statement: Tools are not used
    numerator: Used
    denominator: All
    target: 0
    target_origin: local
    valid_from: 2013-06-12
    valid_to: 2025-04-28
    successor: F-NEW
    evidence: checked
    measure: {eligible: age >= 65, met: tool}
  - id: F-NEW
    guideline: NG249
    statement: Tools are not used
    numerator: Used
    denominator: All
    target: 0
    target_origin: local
    valid_from: 2025-04-29
    evidence: checked
"""


def sentences(old="", new=""):
    assert old in LIBRARY
    file = StandardsFile.model_validate(yaml.safe_load(LIBRARY.replace(old, new, 1)))
    return [str(finding) for finding in standards_findings([(file, "falls.yml")])]


def test_a_sound_library_has_no_findings():
    assert sentences() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("replaces: CG161", "replaces: CG16", "replaces 'CG16', which is in no file"),
        ("guideline: NG249", "guideline: NG24", "The guideline 'NG24' is not in the library"),
        ("successor: F-NEW", "successor: F-NWE", "successor 'F-NWE' is in no file"),
        (
            "valid_from: 2025-04-29\n    evidence",
            "valid_from: 2025-05-01\n    evidence",
            "does not begin on the day after",
        ),
        ("met: tool", "met: toool", "'toool', which is not declared. Did you mean 'tool'?"),
        ("eligible: age >= 65", 'eligible: age >= "old"', "criteria.F-OLD"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(old, new, said):
    (sentence,) = sentences(old, new)
    assert said in sentence
    assert sentence.startswith("falls.yml, ")
