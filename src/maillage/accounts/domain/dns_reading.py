"""One question to the DNS, and an answer that tells « nothing there » from « no answer »."""

from dataclasses import dataclass, field

import dns.exception
import dns.resolver


@dataclass(frozen=True)
class Answer:
    texts: list[str] = field(default_factory=list)
    is_missing_domain: bool = False
    trouble: str = ""  # why there is no answer, in French


class Reader:
    def __init__(self, servers: list[str], seconds: float):
        """`servers`: « host » or « host:port », or none for those of the machine. `seconds` for each question."""
        self.resolver = dns.resolver.Resolver(configure=not servers)
        self.resolver.timeout, self.resolver.lifetime = seconds / 2, seconds
        if servers:
            pairs = [server.partition(":") for server in servers]
            self.resolver.nameservers = [
                dns.nameserver.Do53Nameserver(host, int(port or 53)) for host, _, port in pairs
            ]

    def ask(self, name: str, kind: str) -> Answer:
        try:
            found = self.resolver.resolve(name, kind, search=False)
        except dns.resolver.NXDOMAIN:
            return Answer(is_missing_domain=True)
        except dns.resolver.NoAnswer:
            return Answer()
        except (dns.exception.DNSException, OSError) as error:
            is_late = isinstance(error, dns.exception.Timeout)
            return Answer(trouble="délai dépassé" if is_late else "serveur de noms en erreur")
        if kind == "MX":
            hosts = sorted((row.preference, row.exchange.to_text()) for row in found)
            return Answer([host.rstrip(".") for _, host in hosts])
        return Answer([b"".join(row.strings).decode("utf-8", "replace") for row in found])
