"""The chapters of the hub's year: each from the hub's tables to blocks and estimates."""
