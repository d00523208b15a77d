"""Opening hours of the public directory, in words."""

Slot = list  # ["08:00:00", "12:00:00"]
NO_BREAK = "\u00a0"


def in_words(rows: list) -> list[str]:
    """[["lundi", "vendredi", [["08:00:00", "12:00:00"]]]] → ["lundi à vendredi : 8 h – 12 h"], day by day.

    What the directory writes askew (a day without hours, an end that is missing) is left out, never guessed.
    """
    lines = []
    for row in rows:
        match row:
            case [str(first), str(last), list(slots)]:
                hours = ", ".join(filter(None, map(slot_in_words, slots)))
                if first and hours:
                    lines.append(f"{days(first, last)}{NO_BREAK}: {hours}")
    return lines


def days(first: str, last: str) -> str:
    return first if last in {"", first} else f"{first} à {last}"


def slot_in_words(slot: Slot) -> str:
    match slot:
        case [str(start), str(end)] if start and end:
            return f"{hour(start)} – {hour(end)}"
    return ""


def hour(text: str) -> str:
    """« 08:30:00 » → « 8 h 30 »."""
    hours, minutes, *_ = [*text.split(":"), "00"]
    return f"{int(hours)}{NO_BREAK}h" + ("" if minutes == "00" else f"{NO_BREAK}{minutes}")
