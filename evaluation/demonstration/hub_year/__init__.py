"""The synthetic tables of the demonstration hub's own year, each topic from its own stream."""
