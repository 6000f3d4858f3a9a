"""What `data/projects/<slug>/case-study.yml` may say: the words of a case study and its poster.

The file is optional, and it is published text only: no result rests on it. Numbers stand in it as
references, `[[analysis/outcome/measure]]`, so that each exists once. In: YAML. Out: a `CaseStudy`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from evaluation.errors import Finding
from evaluation.workspace.strict import StrictModel, Text, validate
from evaluation.workspace.yaml_source import read_yaml

CASE_STUDY_NAME = "case-study.yml"
# Words of a mailbox that several people read; "first.last" without any of them is a person's.
SHARED_WORDS = re.compile(
    "admin|audit|clinic|contact|enquir|evaluation|help|hub|info|innovation|mailbox|maternity|"
    "office|research|service|support|team"
)
PERSONAL = re.compile(r"^[a-z]+[._-][a-z]+[0-9]*@")

WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$")]


def _shared(address: str) -> str:
    if PERSONAL.match(address.lower()) and not SHARED_WORDS.search(address.lower().split("@")[0]):
        raise ValueError("'mailbox' looks like a person's address; give one that a team reads.")
    return address


Mailbox = Annotated[
    str, StringConstraints(pattern=r"^[^@\s<>\"]+@[^@\s<>\"]+\.[a-zA-Z]+$"), AfterValidator(_shared)
]


class FurtherReading(StrictModel):
    """Where a reader finds more."""

    label: Text
    url: WebAddress


class Contact(StrictModel):
    """Whom a reader asks: a role and a mailbox that a team reads, never a person."""

    role: Text
    mailbox: Mailbox | None = None


class Quote(StrictModel):
    """What somebody said; it is published only with permission."""

    text: Text
    said_by: Text
    permission: bool = False


class Poster(StrictModel):
    """The poster's own words; without a headline, the main finding stands there."""

    headline: Text | None = None
    take_away: Text | None = None


class CaseStudy(StrictModel):
    """What only a person can write of a project; every key may be left out."""

    standfirst: Text | None = None
    themes: list[Text] = Field(default_factory=list)
    problem: Text | None = None
    how_supported: Text | None = None
    patients_and_public: Text | None = None
    learning: list[Text] = Field(default_factory=list)
    next_steps: Text | None = None
    find_out_more: list[FurtherReading] = Field(default_factory=list)
    contact: Contact | None = None
    challenge: Text | None = None
    response: Text | None = None
    why: Text | None = None
    who: Text | None = None
    quote: Quote | None = None
    poster: Poster = Poster()


def read_case_study(
    folder: Path, shown: str, project: str
) -> tuple[CaseStudy | None, list[Finding]]:
    """Return the words of a project's case study, None where there are none, and findings.

    Parameters
    ----------
    folder : Path
        The project's folder.
    shown : str
        The file's path as it is shown to the user.
    project : str
        The project's slug.
    """
    path = folder / CASE_STUDY_NAME
    if not path.exists():
        return None, []
    return validate(CaseStudy, read_yaml(path, shown), shown, project=project)
