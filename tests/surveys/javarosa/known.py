"""Where we differ from JavaRosa on purpose, and why. The suite checks that each difference is still one."""

# Where JavaRosa shows a value that is out of date, and would show ours if each answer were given once more, no entry is
# needed: `fresher` in forms.json holds what it shows then.
EXPRESSIONS = {
    "string(/d/tm)": "A time is a text here; there it is a moment of today, and its text is today’s date.",
    "/d/tm": "The same.",
    "/d/tm = '08:05:00'": "The same: here a time equals the text that it is.",
    "position()": "Outside brackets it means nothing: 1 here, the rank of a node that JavaRosa has not made yet there.",
}
REPEATS = {
    "/d/t[1]/k": "A number in brackets is a rank, as XPath says; JavaRosa finds nothing.",
}
# Form → path of the leaf, without ranks → why.
LEAVES = {
    "counted": {
        "/data/t": "When the last repeat goes, JavaRosa does not compute again what was summed over two levels.",
    },
    "household": {
        "/data/kms": "When the last repeat goes, JavaRosa does not compute again what was summed over two levels.",
    },
    "edited": dict.fromkeys(
        ("/data/line/y", "/data/line/z", "/data/sum_y"),
        "When a repeat goes, JavaRosa computes the next one again and forgets what was typed there; we keep it.",
    ),
}
