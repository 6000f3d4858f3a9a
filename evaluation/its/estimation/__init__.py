"""From a linear problem to coefficients with their uncertainty, one module a method."""
