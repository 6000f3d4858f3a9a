r"""Formulas of docstrings as plain HTML: letters, sub and sup, read without a script or a font.

In: the few words of LaTeX that docstrings use. Out: HTML; a word that is not known is a fault of
the build. Without it Sphinx would load MathJax from elsewhere.
"""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes

TOKEN = re.compile(r"\\[a-zA-Z]+|\\[,;! ]|[{}^_]|\s+|.")
WORDS = {
    "Delta": "Δ",
    "Phi": "Φ",
    "Sigma": "Σ",
    "alpha": "α",
    "beta": "β",
    "cdot": " · ",
    "delta": "δ",
    "ge": " ≥ ",
    "in": " ∈ ",
    "infty": "∞",
    "lambda": "λ",
    "le": " ≤ ",
    "left": "",
    "ln": "ln ",
    "log": "log ",
    "max": "max ",
    "mid": " | ",
    "min": "min ",
    "mu": "μ",
    "phi": "φ",
    "pi": "π",
    "pm": " ± ",
    "prod": "∏",
    "rho": "ρ",
    "right": "",
    "sigma": "σ",
    "sum": "∑",
    "tau": "τ",
    "theta": "θ",
    "times": " × ",
    "top": "ᵀ",
}
ACCENTS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303"}
RAISED = {"^": "sup", "_": "sub"}


def formula_html(text: str) -> str:
    r"""Return a formula as HTML.

    Examples
    --------
    >>> formula_html(r"\hat p = \frac{a}{n_1} \le 1")
    'p̂ = (a)/(n<sub>1</sub>)  ≤  1'
    """
    tokens = TOKEN.findall(text)
    parts = []
    while tokens:
        parts.append(_part(tokens))
    return "".join(parts)


def _part(tokens: list[str]) -> str:
    first = tokens.pop(0)
    if first == "{":
        return _group(tokens)
    if first in RAISED:
        return f"<{RAISED[first]}>{_argument(tokens)}</{RAISED[first]}>"
    if not first.startswith("\\"):
        return html.escape(first)
    word = first[1:]
    if word == "frac":
        return f"({_argument(tokens)})/({_argument(tokens)})"
    if word == "sqrt":
        return f"√({_argument(tokens)})"
    if word in ACCENTS:
        return f"{_argument(tokens)}{ACCENTS[word]}"
    if not word.isalpha():
        return " " if word.strip(",;") == "" else ""
    return WORDS[word]


def _argument(tokens: list[str]) -> str:
    while tokens and tokens[0].isspace():
        tokens.pop(0)
    return _part(tokens)


def _group(tokens: list[str]) -> str:
    parts = []
    while tokens and tokens[0] != "}":
        parts.append(_part(tokens))
    tokens[:1] = []
    return "".join(parts)


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(f'<span class="formula">{formula_html(node.astext())}</span>')
    raise nodes.SkipNode


def _displayed(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(f'<p class="formula">{formula_html(node.astext())}</p>')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx, in place of MathJax."""
    app.add_html_math_renderer("letters", (_inline, None), (_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
