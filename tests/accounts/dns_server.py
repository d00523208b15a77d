"""A name server on the loopback, with the records that a test gives it."""

import socketserver
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        packet, sock = self.request
        question = dns.message.from_wire(packet)
        asked = question.question[0]
        name, kind = asked.name.to_text().rstrip(".").lower(), dns.rdatatype.to_text(asked.rdtype)
        answer = self.answer(question, asked, name, kind)
        if answer is not None:
            sock.sendto(answer.to_wire(), self.client_address)

    def answer(self, question, asked, name: str, kind: str):
        zone = self.server.zone
        self.server.asked.append((name, kind))
        if zone.get(name) == "SILENCE":
            return None
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA
        if zone.get(name) == "FAILURE":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif not any(each == name or each.endswith(f".{name}") for each in zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif records := zone.get(name, {}).get(kind):
            answer.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, records))
        return answer


class Server(socketserver.ThreadingUDPServer):
    daemon_threads = True


@contextmanager
def name_server(settings, zone: dict):
    """`zone`: name → {kind: [records]}, or « SILENCE », or « FAILURE ». Yields the list of what was asked."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.zone, server.asked = zone, []
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        settings.MAIL_DNS = [f"127.0.0.1:{server.server_address[1]}"]
        try:
            yield server.asked
        finally:
            server.shutdown()
            thread.join()


def txt(*texts: str) -> list[str]:
    """TXT records, each cut in strings of 255 as the DNS wants."""
    return [" ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250)) for text in texts]
