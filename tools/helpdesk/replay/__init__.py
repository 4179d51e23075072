"""Living a desk over again in memory: the examples that rules are tested by, and a desk's history under other rules.

Pure like `decide`, which it drives: no clock, file, process or network.
"""
