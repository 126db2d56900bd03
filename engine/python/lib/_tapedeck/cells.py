"""The lines of the cells that have been run, counted through all of them."""

# By the name of a cell's file: the number of its first line.
FIRST_LINES = {}
