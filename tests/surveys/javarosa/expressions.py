"""Expressions that JavaRosa and we compute, and the answers that they may use: (name, type, text)."""

from pathlib import Path

FIELDS = [
    ("i", "int", "7"),
    ("d", "decimal", "2.5"),
    ("e", "int", ""),
    ("s", "string", "Pont-à-Mousson"),
    ("t", "string", "  deux  mots "),
    ("m", "string", "car fear bus"),
    ("day", "date", "2024-02-29"),
    ("dt", "dateTime", "2026-03-08T14:30:15.250"),
    ("tm", "time", "08:05:00"),
    ("neg", "decimal", "-2.5"),
    ("big", "int", "123456789"),
    ("geo", "geopoint", "48.59 6.49 230.0 5.0"),
    ("line", "geotrace", "48.59 6.49 0.0 0.0; 48.6 6.5 0.0 0.0; 48.61 6.48 0.0 0.0"),
    ("shape", "geoshape", "48.59 6.49 0.0 0.0; 48.6 6.5 0.0 0.0; 48.61 6.48 0.0 0.0; 48.59 6.49 0.0 0.0"),
    ("es", "string", ""),
    ("ns", "string", "12"),
    ("b", "boolean", "1"),
]

TYPES = ["string", "int", "decimal", "date", "dateTime"]

EXPRESSIONS = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()

# Inside a repeat: where absolute paths lead, and what stays in one's own.
BY_REPEAT = [
    "/d/t/k + 1",
    "sum(/d/t/k)",
    "count(/d/t)",
    "count(../../t)",
    "position(/d/t)",
    "string(/d/t/k)",
    "concat(/d/t/k)",
    "join('-', /d/t/k)",
    "if(/d/t/k = 2, 'a', 'b')",
    "/d/t/k = 2",
    "selected(/d/t/k, '2')",
    "max(/d/t/k)",
    "count(/d/t/k)",
    "indexed-repeat(/d/t/k, /d/t, 1)",
    "indexed-repeat(/d/t/k, /d/t, position(..) - 1)",
    "indexed-repeat(../k, /d/t, 1)",
    "indexed-repeat(/d/t/k, /d/t, 9)",
    "/d/t[position() = 1]/k",
    "/d/t[1]/k",
    "sum(/d/t[k > 1]/k)",
    "count(/d/t[k = current()/../k])",
    "string-length(/d/t/k)",
    "coalesce(/d/t/k, 'z')",
    "../k * 10",
    "sum(../../t/k)",
    "count-non-empty(/d/t/k)",
    "position(..)",
    "/d/t[position() = position(current()/..) - 1]/k",
]
