"""How a meeting goes. Where the rules of procedure are silent the model of the CRPA is recalled, and binds nobody."""

from maillage.law.queries.checks.findings import (
    Case,
    Finding,
    beside_the_point,
    count,
    days_after,
    in_words,
    met,
    not_met,
    question,
)

NOT_HELD = "La séance n’est pas encore tenue."
LATE = "La convocation et l’ordre du jour partent plus tard que ne le veut votre règlement intérieur."
HAIR = 1e-9  # a share is a float: a third of nine is three


def fails(case: Case, own, *facts: str, message: str = "") -> Finding:
    """Against the authority's own rules it is not met; against a mere model it is a question."""
    return not_met(*facts, message=message) if own is not None else question(case.rule.message, *facts)


def notice_in_time(case: Case) -> Finding:
    """Days between the notice and the meeting, that of the notice not counted; working or clear days are counted
    by whoever gives the facts (`notice_last_on`). Of two delays, the longer.
    """
    meeting, own = case.facts, case.tightened or case.rules.notice_days
    days = case.minimum if own is None else own
    last = days_after(meeting.held_on, -days)
    if own is not None and meeting.notice_last_on:
        last = min(last, meeting.notice_last_on)
    if meeting.notice_sent_on is None:
        if case.at <= last:
            return beside_the_point(f"À envoyer au plus tard le {in_words(last)}.")
        waited = f"Aucune convocation n’est notée ; attendue au plus tard le {in_words(last)}."
        return fails(case, own, waited, message=LATE)
    said = f"Convocation du {in_words(meeting.notice_sent_on)}, séance du {in_words(meeting.held_on)}."
    return (
        met(said)
        if meeting.notice_sent_on <= last
        else fails(case, own, said, f"Attendue au plus tard le {in_words(last)}.", message=LATE)
    )


def quorum_reached(case: Case) -> Finding:
    meeting = case.facts
    share = case.rules.quorum if meeting.quorum is None else meeting.quorum
    if share is None:
        return beside_the_point("Votre règlement intérieur ne fixe pas de quorum, et la loi non plus.")
    if not meeting.is_held or not meeting.voters:
        return beside_the_point(NOT_HELD if not meeting.is_held else "Le nombre de membres n’est pas connu.")
    if meeting.is_second_call:
        return met("Deuxième convocation : le quorum n’est plus demandé.")
    there = meeting.present + meeting.represented
    said = f"{count(there, 'présent ou représenté', 'présents ou représentés')} sur {count(meeting.voters, 'membre')}."
    return met(said) if there + HAIR >= share * meeting.voters else not_met(said)


def few_proxies(case: Case) -> Finding:
    meeting, own = case.facts, case.rules.max_proxies
    if not meeting.is_held:
        return beside_the_point(NOT_HELD)
    most = case.setting("most") if own is None else own
    if meeting.most_proxies <= most:
        return met(f"Personne ne porte plus de {count(most, 'pouvoir')}.")
    return fails(case, own, f"Une personne porte {count(meeting.most_proxies, 'pouvoir')}.")


def alternates_in_their_place(case: Case) -> Finding:
    if not case.facts.is_held:
        return beside_the_point(NOT_HELD)
    strangers = case.facts.foreign_alternates
    if strangers:
        return question(
            case.rule.message, f"{count(strangers, 'remplaçant venu', 'remplaçants venus')} d’ailleurs."
        )
    return met("Chaque remplaçant vient de la même structure, ou de la liste de réserve.")


def minutes_are_whole(case: Case) -> Finding:
    if not case.facts.is_held:
        return beside_the_point(NOT_HELD)
    return not_met(*case.facts.minutes_lack) if case.facts.minutes_lack else met("Rien ne manque.")


def interested_members_withdrew(case: Case) -> Finding:
    if not case.facts.is_held:
        return beside_the_point(NOT_HELD)
    voters = case.facts.interested_voters
    if voters:
        return not_met(f"{count(voters, 'membre intéressé a voté', 'membres intéressés ont voté')}.")
    return met("Aucun membre intéressé à l’affaire n’a voté, d’après ce qui est noté.")


def decisions_followed_up(case: Case) -> Finding:
    """Who, by when; and minutes sent in time: by the rules of procedure, else within `settings.days`."""
    meeting = case.facts
    if not meeting.is_held:
        return beside_the_point(NOT_HELD)
    own = case.rules.minutes_days
    limit = days_after(meeting.held_on, case.setting("days") if own is None else own)
    lacking, facts = meeting.decisions_without_owner_or_date, []
    if lacking:
        facts.append(f"{count(lacking, 'décision')} sans responsable ou sans échéance.")
    if (meeting.minutes_sent_on or case.at) > limit:
        facts.append(f"Compte rendu attendu le {in_words(limit)} au plus tard.")
    if facts:
        return not_met(*facts)
    if meeting.minutes_sent_on is None:
        return beside_the_point(f"Compte rendu à envoyer avant le {in_words(limit)}.")
    return met(f"Compte rendu envoyé le {in_words(meeting.minutes_sent_on)}.")


CHECKS = {
    "notice_in_time": notice_in_time,
    "quorum_reached": quorum_reached,
    "few_proxies": few_proxies,
    "alternates_in_their_place": alternates_in_their_place,
    "minutes_are_whole": minutes_are_whole,
    "interested_members_withdrew": interested_members_withdrew,
    "decisions_followed_up": decisions_followed_up,
}
