"""Measures over groups without an order: gaps from the best and the mean, variance, disparity."""
