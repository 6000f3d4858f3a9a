"""The synthetic tables of patients and the public."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

# date, project, body, activity, level, people, change, status
LOG: Final = (
    ("2024-05-16", "falls", "Citizen panel", "Read the questions that are asked about falls",
     "consult", 11, "Two questions were put into plainer words.", "done"),
    ("2024-06-20", None, "Voluntary sector forum", "Heard about the hub's plans", "inform", 34,
     None, "none"),
    ("2024-09-12", "plgf", "Maternity voices group", "Wrote the leaflet on the test together",
     "co-produce", 9, "The leaflet was written anew.", "done"),
    ("2024-10-03", "feno", "Asthma patients' group", "Tried the device", "involve", 8,
     "The instructions have pictures.", "done"),
    ("2025-01-23", "nutrition", "Carers' group", "Answered a questionnaire", "consult", 23,
     None, "none"),
    ("2025-02-11", "falls", "Group of blind and partially sighted people",
     "Walked through the assessment", "involve", 6, "The form is read out where wanted.", "done"),
    ("2025-04-29", "falls", "Citizen panel", "Chose what counts as a good outcome", "collaborate",
     12, "Confidence to go out was added to what is measured.", "done"),
    ("2025-06-17", "feno", "Asthma patients' group", "Planned afternoon clinics", "collaborate", 9,
     "Clinics after school hours are being sought.", "under way"),
    ("2025-07-08", "plgf", "Maternity voices group", "Looked at the results", "consult", 10,
     "An interpreter is offered before the test.", "under way"),
    ("2025-09-25", None, "Citizen panel", "Scored the long list of innovations", "involve", 14,
     "Need as patients see it became a criterion.", "done"),
    ("2025-11-13", "nutrition", "Carers' group", "Shortened the screening form together",
     "co-produce", 8, "The trial uses their shorter form.", "under way"),
    ("2026-01-15", None, "Voluntary sector forum", "Heard about the hub's results", "inform", 41,
     None, "none"),
    ("2026-02-05", "falls", "Group of blind and partially sighted people",
     "Tried the assessment again", "involve", 5, None, "none"),
)  # fmt: skip
COLUMNS: Final = ("date", "project", "body", "activity", "level", "people", "change", "status")


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    del generator
    return {"ppi-log": pd.DataFrame(list(LOG), columns=list(COLUMNS))}
