"""One module a migration, named `NNNN_what.py`; its revision id is the four digits, its ancestor the number before."""
