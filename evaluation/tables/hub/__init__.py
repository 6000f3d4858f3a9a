"""The hub's own tables in `data/hub/`: one schema each, read whole, checked against one another."""
