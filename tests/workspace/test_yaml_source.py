"""YAML is read safely, with the line of every key, and never ends in a traceback."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from evaluation.workspace.yaml_source import YamlSource, read_yaml


@pytest.fixture
def read(tmp_path: Path):
    def write_and_read(content: str | bytes) -> YamlSource:
        path = tmp_path / "file.yml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_yaml(path, "data/file.yml")

    return write_and_read


def test_every_key_and_item_has_its_line(read) -> None:
    source = read("a: 1\nb:\n  - c: 2\n  - c: 3\n")

    assert source.data == {"a": 1, "b": [{"c": 2}, {"c": 3}]}
    assert source.line_of(("b", 1, "c")) == 4
    assert source.line_of(("a",)) == 1


def test_a_place_that_is_not_there_has_the_line_of_its_parent(read) -> None:
    assert read("a: 1\nb:\n  c: 2\n").line_of(("b", "missing")) == 2


def test_an_empty_file_has_no_data_and_no_line(read) -> None:
    source = read("")

    assert source.data is None
    assert source.line_of(("a",)) is None


def test_a_byte_order_mark_does_not_matter(read) -> None:
    assert read(b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


def test_a_key_given_twice_is_refused_with_the_second_line(read) -> None:
    source = read("a: 1\nb:\n  c: 2\n  c: 3\na: 4\n")

    assert source.data is None
    assert [(found.place, found.sentence) for found in source.findings] == [
        ("line 4", "The key 'c' is given twice."),
        ("line 5", "The key 'a' is given twice."),
    ]


@pytest.mark.parametrize(
    ("content", "sentence", "place"),
    [
        ("a: [1, 2\nb: 3\n", "This is not valid YAML.", "line 2"),
        ("a: 'open\n", "This is not valid YAML.", "line 2"),
        ("a:\tb: 1", "This is not valid YAML.", "line 1"),
        ("? [1, 2]\n: 3\n", "This is not valid YAML.", "line 1"),
        ("--- 1\n--- 2\n", "This is not valid YAML.", "line 2"),
        ("a: !!python/object:os.system {}\n", "This is not valid YAML.", "line 1"),
        ("a: 2024-13-45\n", "A date or number in this file does not exist.", ""),
        ("a: !!int many\n", "A date or number in this file does not exist.", ""),
        ("[" * 20_000, "The groups in this file are nested too deep.", ""),
        ("[" * 90_000 + "]" * 90_000, "The groups in this file are nested too deep.", ""),
        ("- " * 90_000, "The groups in this file are nested too deep.", ""),
        ("? " * 90_000, "The groups in this file are nested too deep.", ""),
        ("a: &a [*a]\n", "A group in this file contains itself.", "line 1"),
        (b"a: \x00\n", "This is not valid YAML.", ""),
        (b"caf\xe9: 1\n", "The file cannot be read as UTF-8 text.", ""),
    ],
)
def test_what_cannot_be_read_is_a_sentence(
    read, content: str | bytes, sentence: str, place: str
) -> None:
    source = read(content)

    assert source.data is None
    (found,) = source.findings
    assert (found.sentence, found.place, found.file) == (sentence, place, "data/file.yml")


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    source = read_yaml(tmp_path / "none.yml", "data/none.yml")

    assert str(source.findings[0]) == (
        "data/none.yml: The file does not exist. Create it or correct its name."
    )


def test_a_folder_in_place_of_a_file_is_a_sentence(tmp_path: Path) -> None:
    assert read_yaml(tmp_path, "data").findings[0].sentence.startswith("The file cannot be read")


@pytest.mark.parametrize("written", ["[{}]", "{{<<: [{}]}}"], ids=["lists", "merges"])
def test_aliases_that_multiply_are_refused_before_they_unfold(read, written: str) -> None:
    lines = ["a0: &a0 {x: 1, y: 2}"]
    lines += [f"a{n}: &a{n} {written.format(', '.join([f'*a{n - 1}'] * 9))}" for n in range(1, 12)]

    source = read("\n".join(lines))

    assert [str(finding) for finding in source.findings] == [
        "data/file.yml: The aliases in this file unfold to more than 200,000 entries. "
        "Write out what is needed instead of aliases of aliases."
    ]


def test_a_few_aliases_are_read(read) -> None:
    assert read("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}").data["c"] == {"x": 1, "y": 2}


def test_a_file_of_settings_as_large_as_data_is_refused(read) -> None:
    source = read("#" * 5_000_001)

    assert source.findings[0].sentence == "The file is larger than 5 MB."


@pytest.mark.parametrize("written", ['"\\x1b[31mred"', '"\\0"', '"a\\u202eb"', '"\\u2066"'])
def test_characters_that_cannot_be_seen_are_refused_with_their_line(read, written: str) -> None:
    (finding,) = read(f"title: one\nsummary: {written}").findings

    assert finding.place == "line 2"
    assert finding.sentence == "A text here holds a character that cannot be seen."


@pytest.mark.parametrize(
    "written",
    [
        "!!python/object/apply:os.system ['echo']",
        "!!python/name:os.system",
        "!!python/object/new:subprocess.Popen [[echo]]",
        "!<tag:yaml.org,2002:python/module:os> ''",
        "!!binary|",
        "!anything x",
    ],
)
def test_no_tag_makes_an_object(read, written: str) -> None:
    source = read(f"title: {written}")

    assert source.data is None
    assert source.findings[0].sentence == "This is not valid YAML."


def test_a_number_without_end_is_a_sentence(read) -> None:
    assert read(f"title: {'9' * 10_000}").findings[0].sentence.startswith("A date or number")


@seed(20260401)
@settings(
    max_examples=150,
    deadline=None,
    derandomize=False,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text("ab01-:?![]{}&*#|>'\"%@, \n\t<=~.", max_size=60).map(str.encode),
    )
)
def test_no_bytes_at_all_end_in_a_traceback(read, content: bytes) -> None:
    source = read(content)

    assert isinstance(source, YamlSource)


def test_keys_that_yaml_takes_for_true_stay_words_and_values_stay_true(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("on: 2024-01-01\nyes: {no: on}\n", encoding="utf-8")
    source = read_yaml(path, "a.yml")
    assert source.data == {"on": dt.date(2024, 1, 1), "yes": {"no": True}}
    assert source.line_of(("yes", "no")) == 2


@pytest.mark.parametrize("rest", ["", "\nmany: [" + "[], " * 501 + "]"])
def test_codes_that_yaml_takes_for_numbers_to_another_base_stay_as_they_are_written(tmp_path, rest):
    path = tmp_path / "a.yml"
    path.write_text(f"a: [007, 010, 0, 10, -3, 10:30, 1_000]{rest}\n", encoding="utf-8")
    source = read_yaml(path, "a.yml")
    assert source.data["a"] == ["007", "010", 0, 10, -3, "10:30", 1000]
