"""Datasets of audit rows: typed rows, their columns, what each dataset promises."""
