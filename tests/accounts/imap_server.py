"""A mailbox over IMAP on the loopback: the few commands that a reader of mail needs, as RFC 3501 writes them."""

import re
import socketserver
import threading
from contextlib import contextmanager
from datetime import date, datetime


class Box:
    def __init__(self, *raws: bytes):
        self.messages = {number: [raw, set(), date(2026, 11, 1)] for number, raw in enumerate(raws, 1)}
        self.logins = []
        self.dies_at = ""  # a command at which the server hangs up

    def add(self, raw: bytes, *flags: str, day: date = date(2026, 11, 1)) -> None:
        self.messages[max(self.messages, default=0) + 1] = [raw, set(flags), day]

    def flags(self) -> dict[int, set[str]]:
        return {number: flags for number, (_, flags, _) in self.messages.items()}

    def found(self, words: str) -> list[int]:
        before = re.search(r"BEFORE (\S+)", words)
        limit = datetime.strptime(before[1], "%d-%b-%Y").date() if before else date.max  # noqa: DTZ007  IMAP has no zone
        return [
            number
            for number, (_, flags, day) in self.messages.items()
            if day < limit
            and not ("UNSEEN" in words and "\\Seen" in flags)
            and not (words.startswith("SEEN") and "\\Seen" not in flags)
            and not ("UNFLAGGED" in words and "\\Flagged" in flags)
        ]


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, words = line.decode().strip().partition(" ")
            words = words.removeprefix("UID ")
            verb, _, rest = words.partition(" ")
            if verb == self.server.box.dies_at:
                return
            getattr(self, f"do_{verb.lower()}", self.do_nothing)(rest)
            self.say(f"{tag} OK {verb} done")
            if verb == "LOGOUT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def do_nothing(self, rest: str) -> None:
        pass

    def do_capability(self, rest: str) -> None:
        self.say("* CAPABILITY IMAP4rev1")

    def do_login(self, rest: str) -> None:
        self.server.box.logins.append(rest)

    def do_select(self, rest: str) -> None:
        self.say(f"* {len(self.server.box.messages)} EXISTS")

    def do_search(self, rest: str) -> None:
        self.say(" ".join(["* SEARCH", *map(str, self.server.box.found(rest))]))

    def do_fetch(self, rest: str) -> None:
        number = int(rest.split(maxsplit=1)[0])
        raw = self.server.box.messages[number][0]
        self.wfile.write(
            f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        )

    def do_store(self, rest: str) -> None:
        numbers, _, flags = rest.split(maxsplit=2)
        for number in numbers.split(","):
            self.server.box.messages[int(number)][1] |= set(flags.strip("()").split())

    def do_expunge(self, rest: str) -> None:
        for number, flags in self.server.box.flags().items():
            if "\\Deleted" in flags:
                self.server.box.messages = {
                    each: row for each, row in self.server.box.messages.items() if each != number
                }


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def mailbox(settings, *raws: bytes):
    """A mailbox that holds these messages, and the house told to read it."""
    box = Box(*raws)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.box = box
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        port = server.server_address[1]
        settings.MAIL_INBOX_URL = f"imap://boite%40example.org:mot%20de%20passe@127.0.0.1:{port}/Retours"
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
