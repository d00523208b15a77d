"""What the DNS says of the domain that sends our mail: SPF, DKIM, DMARC, MX, each in one clear sentence.

`finding` is a plain dict, fit for JSON: `what`, `level` (good, warning, bad, unknown), `sentence`, and when there is
something to publish, `name` and `record`.
"""

import re
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from maillage.accounts.domain.dns_reading import Answer, Reader
from maillage.accounts.models import SenderCheck, User
from maillage.journal.domain import record

GOOD, WARNING, BAD, UNKNOWN = "good", "warning", "bad", "unknown"

# Who sends for whom: the end of the server's name, and what SPF must include.
INCLUDES = {
    "brevo.com": "spf.brevo.com",
    "sendinblue.com": "spf.brevo.com",
    "mailjet.com": "spf.mailjet.com",
    "office365.com": "spf.protection.outlook.com",
    "google.com": "_spf.google.com",
    "gmail.com": "_spf.google.com",
    "ovh.net": "mx.ovh.com",
    "gandi.net": "_mailcust.gandi.net",
    "mailgun.org": "mailgun.org",
    "sendgrid.net": "sendgrid.net",
    "scaleway.com": "_spf.tem.scaleway.com",
}
USUAL_SELECTORS = ("mail", "brevo1", "mailjet", "selector1", "google", "default", "dkim", "k1", "s1")
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
LOOKUP = re.compile(r"(?:a|mx|ptr)(?:[:/].*)?|(?:include|exists):.+|redirect=.+")
DKIM_FORM = "v=DKIM1; k=rsa; p=<votre clé publique>"


def sending_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


@transaction.atomic
def check_sender(*, by: User, authority) -> SenderCheck:
    """Ask the DNS now, and keep what it said with its date."""
    domain = sending_domain()
    findings = findings_of(domain, Reader(settings.MAIL_DNS, settings.MAIL_DNS_SECONDS))
    row, _ = SenderCheck.objects.update_or_create(
        domain=domain, defaults={"checked_at": timezone.now(), "findings": findings}
    )
    record("a vérifié l’expéditeur des courriels", actor=by, authority=authority, domaine=domain)
    return row


def findings_of(domain: str, reader: Reader) -> list[dict]:
    mx = reader.ask(domain, "MX")
    if mx.trouble:
        return [silent("Domaine", mx)]
    if mx.is_missing_domain:
        return [
            finding(
                "Domaine",
                BAD,
                f"Le domaine {domain} n’existe pas dans le DNS : aucun serveur n’acceptera nos courriels. "
                "Vérifiez l’adresse d’expéditeur de la machine.",
            )
        ]
    return [spf(domain, reader), dkim(domain, reader), dmarc(domain, reader), receiving(domain, mx)]


def finding(
    what: str, level: str, sentence: str, publish: tuple[str, str] = ("", ""), kind: str = "TXT"
) -> dict:
    """`publish` is the name and the text of the record that would put things right."""
    name, text = publish
    row = {"what": what, "level": level, "sentence": sentence}
    return {**row, "name": name, "record": text, "kind": kind} if text else row


def silent(what: str, answer: Answer) -> dict:
    return finding(
        what,
        UNKNOWN,
        f"Le DNS n’a pas répondu ({answer.trouble}). Ce n’est pas un avis : recommencez plus tard.",
    )


def advised_spf() -> str:
    host = settings.MAIL_TRANSPORT.get("EMAIL_HOST") or ""
    provider = settings.MAIL_TRANSPORT["EMAIL_BACKEND"].removeprefix("anymail.backends.").split(".")[0]
    for end, include in INCLUDES.items():
        if host == end or host.endswith(f".{end}") or end.split(".")[0] == provider:
            return f"v=spf1 include:{include} ~all"
    return f"v=spf1 mx a:{host} ~all" if "." in host else "v=spf1 mx ~all"


def spf(domain: str, reader: Reader) -> dict:
    answer = reader.ask(domain, "TXT")
    if answer.trouble:
        return silent("SPF", answer)
    found = [text for text in answer.texts if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        said = "Aucun enregistrement SPF : rien ne dit quels serveurs ont le droit d’écrire en notre nom. À publier :"
        return finding("SPF", BAD, said, (domain, advised_spf()))
    if len(found) > 1:
        said = (
            f"{len(found)} enregistrements SPF à la fois : la règle en veut un seul, et les serveurs n’en croient "
            "alors aucun. Gardez-en un, qui réunit les autres :"
        )
        return finding("SPF", BAD, said, (domain, merged(found)))
    return spf_terms(domain, found[0])


def merged(records: list[str]) -> str:
    """One record with the mechanisms of all, the mildest ending last."""
    terms = dict.fromkeys(term for each in sorted(records) for term in each.split()[1:])
    body = [term for term in terms if term.lstrip("+-~?").lower() != "all"]
    return " ".join(["v=spf1", *body, "~all"])


def spf_terms(domain: str, text: str) -> dict:
    terms = text.lower().split()[1:]
    names = [term.lstrip("+-~?") for term in terms]
    lookups = sum(bool(LOOKUP.fullmatch(name)) for name in names)
    if "+all" in terms or "all" in terms:
        said = (
            "SPF finit par « +all » : il laisse le monde entier écrire en notre nom. À publier à la place :"
        )
        return finding("SPF", BAD, said, (domain, " ".join([*text.split()[:-1], "~all"])))
    if lookups > MOST_LOOKUPS:
        said = f"SPF demande {lookups} recherches à lui seul, et la règle en permet {MOST_LOOKUPS} : il n’est plus cru."
        return finding("SPF", BAD, said)
    wanted = advised_spf()
    include = next((term for term in wanted.split() if term.startswith("include:")), "")
    if include and include not in terms:
        service = include.removeprefix("include:")
        said = f"SPF existe, mais ne nomme pas le service qui envoie nos courriels ({service}). À publier :"
        return finding("SPF", WARNING, said, (domain, text.replace("v=spf1", f"v=spf1 {include}", 1)))
    if not any(name == "all" or name.startswith("redirect=") for name in names):
        said = "SPF ne dit pas quoi faire des autres serveurs. À publier :"
        return finding("SPF", WARNING, said, (domain, f"{text} ~all"))
    return finding("SPF", GOOD, "SPF est publié : il dit quels serveurs écrivent en notre nom.")


def dkim(domain: str, reader: Reader) -> dict:
    asked = settings.MAIL_DKIM_SELECTORS
    for selector in asked or USUAL_SELECTORS:
        answer = reader.ask(f"{selector}._domainkey.{domain}", "TXT")
        if answer.trouble:
            return silent("DKIM", answer)
        keys = [tags_of(text).get("p", "") for text in answer.texts if "p=" in text]
        if any(keys):
            said = f"DKIM est publié (sélecteur « {selector} ») : les autres serveurs peuvent vérifier notre signature."
            return finding("DKIM", GOOD, said)
        if keys:
            return finding("DKIM", BAD, f"La clé DKIM « {selector} » est révoquée : sa valeur p= est vide.")
    if asked:
        named = " ni ".join(f"« {selector} »" for selector in asked)
        said = f"Aucune clé DKIM sous le sélecteur {named}. Le service d’envoi donne la clé à publier, de la forme :"
        return finding("DKIM", BAD, said, (f"{asked[0]}._domainkey.{domain}", DKIM_FORM))
    said = (
        "Aucune clé DKIM sous les sélecteurs courants. Si le service d’envoi en utilise un autre, il est à indiquer "
        "dans MAILLAGE_DKIM_SELECTORS ; sinon, demandez-lui la clé à publier, de la forme :"
    )
    return finding("DKIM", WARNING, said, (f"<sélecteur>._domainkey.{domain}", DKIM_FORM))


def dmarc(domain: str, reader: Reader) -> dict:
    """At the domain, else at one above it (RFC 7489, 6.6.3), the top level left out."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        above = ".".join(labels[start:])
        answer = reader.ask(f"_dmarc.{above}", "TXT")
        if answer.trouble:
            return silent("DMARC", answer)
        found = [text for text in answer.texts if text.lower().replace(" ", "").startswith("v=dmarc1")]
        if found:
            return dmarc_policy(domain, above, found)
    said = "Aucun enregistrement DMARC. Gmail, Yahoo et Microsoft en demandent un à qui envoie en nombre. À publier :"
    return finding("DMARC", BAD, said, (f"_dmarc.{domain}", dmarc_form(domain)))


def dmarc_form(domain: str) -> str:
    return f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"


def dmarc_policy(domain: str, above: str, found: list[str]) -> dict:
    name = f"_dmarc.{above}"
    if len(found) > 1:
        said = (
            f"{len(found)} enregistrements DMARC à la fois sous {name} : aucun n’est cru. Gardez-en un seul."
        )
        return finding("DMARC", BAD, said)
    tags = tags_of(found[0])
    policy = tags.get("p", "") if above == domain else tags.get("sp", tags.get("p", ""))
    if policy not in {"none", "quarantine", "reject"}:
        said = "L’enregistrement DMARC ne dit pas sa règle (p=). À publier à la place :"
        return finding("DMARC", BAD, said, (name, dmarc_form(above)))
    if policy == "none":
        said = (
            "DMARC observe sans protéger (p=none) : c’est le bon début, et il suffit pour envoyer. Quand les rapports "
            "montrent que SPF et DKIM passent, publiez :"
        )
        stricter = re.sub(r"\b(s?p)\s*=\s*none", r"\1=quarantine", found[0])
        return finding("DMARC", WARNING, said, (name, stricter))
    does = "écarte" if policy == "quarantine" else "refuse"
    return finding(
        "DMARC", GOOD, f"DMARC protège notre nom : un serveur {does} ce qui n’est pas de nous (p={policy})."
    )


def receiving(domain: str, answer: Answer) -> dict:
    hosts = [host for host in answer.texts if host]  # a lone dot is « no mail here » (RFC 7505)
    if not hosts:
        said = (
            "Ce domaine ne reçoit pas de courriel (aucun MX) : les réponses et les avis de non-remise se perdent. "
            "À publier :"
        )
        return finding("MX", WARNING, said, (domain, "10 <nom de votre serveur de courriel>"), "MX")
    return finding("MX", GOOD, f"Le domaine reçoit du courriel ({hosts[0]}).")


def tags_of(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
