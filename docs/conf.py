"""Settings of the documentation site; `make docs` builds it without any network."""

import sys
from pathlib import Path

import evaluation

sys.path.insert(0, str(Path(__file__).parents[1]))

project = "Innovation Hub evaluation"
author = "Innovation Hub evaluation contributors"
project_copyright = author
version = release = evaluation.__version__
language = "en-GB"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "myst_parser",
    "docs.ext.made",
]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say types, shapes and units
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"source_repository": ""}
