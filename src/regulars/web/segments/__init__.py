"""Segments: the list, one of them, two side by side, and customers of a cell of the grid."""
