"""The one door to the templates; whatever they are given is escaped."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from evaluation.present.words import capital, counted
from evaluation.serving.files import size_text
from evaluation.serving.tables import moment_text, seconds_text
from evaluation.workspace import without_unseen

PACKAGE = "evaluation.serving"
STATIC = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
_NAME_OF_FILE = re.compile(r"[./_]\w")
STATE_MARKS = {
    "up to date": "✓",
    "stale": "↻",
    "never run": "–",
    "failed": "✕",
    "not known": "?",
    "done": "✓",
    "not run": "–",
    "running": "…",
    "broken off": "✕",
}


def render(template: str, **known: Any) -> str:
    """Return a page.

    Parameters
    ----------
    template : str
        Name of a file in `templates`.
    **known
        What the template names.
    """
    shown = _environment().get_template(template).render(**known)
    seen = without_unseen(shown)
    return seen.encode("utf-8", "replace").decode("utf-8")  # names of files may be no Unicode


def sentence(text: str) -> str:
    """Return a reason as a sentence; a name of a file at its beginning stays as it is written.

    Examples
    --------
    >>> sentence("it has never run"), sentence("kpi.csv has changed"), sentence("It failed: …")
    ('It has never run.', 'kpi.csv has changed.', 'It failed: …')
    """
    first, _, _ = text.partition(" ")
    begun = text if _NAME_OF_FILE.search(first) else capital(text)
    return begun if begun.endswith((".", "!", "?", "…")) or not begun else f"{begun}."


def load_templates() -> None:
    """Read all templates, so that no page has to wait for its own."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def static_file(name: str) -> bytes:
    """Return the style or the script of the pages."""
    return resources.files(PACKAGE).joinpath("static", name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        capital=capital,
        sentence=sentence,
        size=size_text,
        moment=moment_text,
        duration=seconds_text,
    )
    environment.globals.update(counted=counted, state_marks=STATE_MARKS)
    return environment
