"""The data dictionary is made from the schemas, and the committed file is equal to it."""

from pathlib import Path

from evaluation.tables import dictionary_csv, dictionary_frame, every_schema

REPOSITORY = Path(__file__).parents[2]


def test_the_committed_dictionary_equals_what_the_schemas_say() -> None:
    committed = (REPOSITORY / "data" / "dictionary.csv").read_text(encoding="utf-8")

    assert committed == dictionary_csv()


def test_every_column_of_every_table_is_described() -> None:
    dictionary = dictionary_frame()

    assert list(zip(dictionary["table"], dictionary["column"], strict=True)) == [
        (table, column) for table, schema in every_schema().items() for column in schema.columns
    ]
    assert (dictionary["description"].str.len() > 0).all()
    assert dictionary["required"].ne("").all()
