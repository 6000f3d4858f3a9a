"""Scores and answers must be on the scale that the hub's own files state."""

import pandas as pd

from evaluation.tables.hub.scales import scale_faults
from evaluation.workspace import Instruments, MaturityWheel

DIMENSIONS = [{"id": name, "label": name} for name in ("a", "b", "c")]
WHEEL = MaturityWheel.model_validate(
    {
        "version": "1",
        "licence_note": "Free.",
        "dimensions": DIMENSIONS,
        "scale": {"min": 1, "max": 4},
    }
)
FORM = {
    "label": "Form",
    "kind": "attitudes",
    "note": "Own.",
    "parts": [{"id": "p", "label": "P", "kind": "theme"}],
    "items": [{"id": "i", "text": "I", "part": "p"}],
}
FORMS = Instruments.model_validate(
    {
        "instruments": [
            {"id": "long", "scale": {"min": 1, "max": 7}, **FORM},
            {"id": "short", "scale": {"min": 0, "max": 2}, **FORM},
        ]
    }
)


def test_a_score_beyond_the_wheels_scale_is_named_by_its_row() -> None:
    frame = pd.DataFrame({"score": pd.array([4, 5, None], dtype="Int64")}, index=[2, 3, 4])
    (fault,) = scale_faults("maturity-scores", frame, WHEEL, None)
    assert (fault.rows, fault.column) == ((3,), "score")
    assert fault.sentence == (
        "'score' is not on the scale, 1 to 4, of data/hub/maturity-wheel.yml."
    )


def test_each_questionnaire_has_its_own_scale() -> None:
    frame = pd.DataFrame(
        {
            "instrument": ["long", "short", "short"],
            "answer": pd.array([7, 3, 0], dtype="Int64"),
        },
        index=[2, 3, 4],
    )
    (fault,) = scale_faults("survey-responses", frame, None, FORMS)
    assert fault.rows == (3,)


def test_other_tables_have_no_scale() -> None:
    assert scale_faults("raid", pd.DataFrame(), WHEEL, FORMS) == []
