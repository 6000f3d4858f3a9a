"""Measures over ordered groups: slope and relative index of inequality, concentration index."""
