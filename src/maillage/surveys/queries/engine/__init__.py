"""What a form does while it is filled in: one specification, read from an XForm, and run by two runtimes.

`reading` turns an XForm into a `Form` whose expressions are plain lists (parsed by `xpath`); `evaluating` and `filling`
run it here; `static/surveys/engine.js` runs the very same lists in the page. Both are held against JavaRosa.
"""
