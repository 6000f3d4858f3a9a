"""What is still to be filled in is found wherever it stands, once, with its line."""

from __future__ import annotations

from evaluation.workspace.placeholders import placeholder_findings
from evaluation.workspace.yaml_source import read_yaml_text


def told(text: str) -> list[str]:
    return [str(item) for item in placeholder_findings(read_yaml_text(text, "x.yml"), "x.yml")]


def test_each_text_is_told_with_line_key_and_hint() -> None:
    assert told("name: 'TO FILL IN: the name.'\nhosts:\n  - name: TO FILL IN\n") == [
        "x.yml, line 1, name: 'name' is not filled in yet. Write the name.",
        "x.yml, line 3, hosts.1.name: 'name' is not filled in yet. Write it.",
    ]


def test_a_text_that_only_mentions_the_words_is_let_be() -> None:
    assert told("name: Nothing TO FILL IN\nyear: 2025\nempty:\n") == []


def test_what_aliases_repeat_without_end_is_looked_at_once() -> None:
    lines = ["a0: &a0 [TO FILL IN]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 4)]
    assert len(told("\n".join(lines))) == 1


def test_a_file_that_cannot_be_read_has_none() -> None:
    assert told("name: [") == []
