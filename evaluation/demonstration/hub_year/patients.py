"""The synthetic tables of patients and the public."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

# date, project, body, activity, level, people, change, status
LOG: Final = (
    ("2024-05-16", "plgf", "Maternity and neonatal voices partnership",
     "Reviewed the leaflet and the words used when a result is explained", "involve", 11,
     "The leaflet now says first what a low-risk result does not rule out", "done"),
    ("2024-06-20", None, "Voluntary sector forum", "Heard about the hub's plans", "inform", 34,
     None, "none"),
    ("2024-09-12", "feno", "Parents of children with asthma",
     "Commented on the invitation and the waiting area of the shared clinic", "consult", 9,
     "Invitations are sent by text message and offer two times after school", "done"),
    ("2024-11-21", "plgf", "Women who had been admitted with suspected pre-eclampsia",
     "Two evening meetings about going home with a low-risk result", "consult", 8,
     "A telephone number for the same midwifery team was added to the discharge letter", "done"),
    ("2025-01-23", "nutrition", "Carers' group", "Answered a questionnaire", "consult", 23,
     None, "none"),
    ("2025-02-11", "gammacore", "People with cluster headache who attend the clinic",
     "Tested the paper diary and proposed a shorter one", "co-produce", 6,
     "The diary shrank to four questions and can be filled in on a telephone", "done"),
    ("2025-04-29", "falls", "Older people's forum",
     "Helped to choose halls and times for the classes", "collaborate", 12,
     "Classes moved from late afternoon to late morning, and transport is offered", "done"),
    ("2025-06-17", "feno", "Citizen panel of the integrated care board",
     "Discussed which localities should have devices first", "involve", 14,
     "Practices in the most deprived fifth of areas were placed first", "done"),
    ("2025-07-08", "plgf", "Maternity and neonatal voices partnership", "Looked at the results",
     "consult", 10, "An interpreter is offered before the test", "under way"),
    ("2025-09-25", None, "Citizen panel of the integrated care board",
     "Scored the long list of innovations", "involve", 14,
     "Need as patients see it became a criterion", "done"),
    ("2025-11-13", "nutrition", "Carers' group", "Shortened the screening form together",
     "co-produce", 8, "The trial uses their shorter form", "under way"),
    ("2026-01-15", None, "Voluntary sector forum", "Heard about the hub's results", "inform", 41,
     None, "none"),
    ("2026-02-05", "falls", "Older people's forum", "Tried the assessment again", "involve", 5,
     None, "none"),
)  # fmt: skip
COLUMNS: Final = ("date", "project", "body", "activity", "level", "people", "change", "status")


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    del generator
    return {"ppi-log": pd.DataFrame(list(LOG), columns=list(COLUMNS))}
