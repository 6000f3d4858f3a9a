"""Settings of the documentation site; `make docs` builds it, and it needs no network."""

import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))

import evaluation  # noqa: E402 - the repository goes first

project = "Innovation Hub evaluation"
author = "Innovation Hub evaluation contributors"
version = release = evaluation.__version__
language = "en-GB"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "myst_parser",
    "docs.ext.made",
    "docs.ext.formulas",
    "docs.ext.accessible",
]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4

default_role = "code"  # what docstrings put between single backticks
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say types, shapes and units
napoleon_google_docstring = False
napoleon_use_rtype = False
nitpicky = True
# Docstrings say types in words ("DataFrame, one row a month"), which are no references.
nitpick_ignore_regex = [("py:.*", ".*")]
suppress_warnings = ["ref.python"]  # the same name in two rooms

html_show_copyright = False
html_theme = "furo"
html_title = project
html_math_renderer = "letters"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False


def setup(app: Any) -> None:
    """Show tables of comma-separated values as they are."""
    app.add_lexer("csv", TextLexer)
