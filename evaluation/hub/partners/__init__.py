"""Partners and networks: representation, contributions in kind and collaborations."""
