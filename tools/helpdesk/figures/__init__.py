"""Figures: what a desk's tickets amount to. Every number that a page, a report or a verb shows is worked out here.

Pure: records in, numbers out. `facts` reads a ticket's ledger once; a metric is a function over facts and a window of
time, and its docstring is its definition, which the portal prints word for word.
"""
