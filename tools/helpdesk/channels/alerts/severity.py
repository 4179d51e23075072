"""How bad: the words and numbers of the monitors' own scales on one scale of four, and other words as they are."""

CRITICAL, ERROR, WARNING, INFO = "critical", "error", "warning", "info"

_WORDS = {
    CRITICAL: "critical crit fatal emergency emerg alert disaster high highest urgent page down panic p0 p1 sev0 s1",
    ERROR: "error err major p2 sev1 s2 immediate",
    WARNING: "warning warn average medium minor moderate degraded p3 sev2 s3 unknown_state",
    INFO: "info information informational low lowest notice debug verbose trivial not_classified p4 p5 sev3 sev4 s4 s5",
}
_MEANS = {word: means for means, words in _WORDS.items() for word in words.split()}


def severity(word: str) -> str:
    """`Disaster`, `P1` and `crit` are critical; a word of no known scale stays itself, in lower case."""
    word = " ".join(word.casefold().split())
    return _MEANS.get(word.replace(" ", "_").replace("-", "_"), word[:100])
