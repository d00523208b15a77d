"""Real mail servers on the loopback, that behave as they are told."""

import asyncio
import os
import socket
import sys
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller

from maillage.config import settings as product


class Postman:
    """Takes mail, unless the script has an answer for this address: `{"lea@example.org": {"RCPT": ["450 4.2.0 Later"]}}`.

    Answers are used up one by one, the last one lasts. « HANG UP » closes the connection; at DATA, « DOT THEN HANG UP »
    keeps the letter and dies before saying so.
    """

    def __init__(self, script: dict | None = None):
        self.script = script or {}
        self.letters = []  # (envelope sender, recipient, content)
        self.connections = 0

    def answer(self, address: str, verb: str) -> str:
        answers = self.script.get(address, {}).get(verb) or self.script.get("*", {}).get(verb) or [""]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802  the library's name
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  same
        said = self.answer("*", "MAIL")
        if not said:
            envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  same
        said = self.answer(address, "RCPT")
        if said == "HANG UP":
            server.transport.abort()
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  same
        address = envelope.rcpt_tos[0]
        said = self.answer(address, "DATA")
        if not said or said == "DOT THEN HANG UP":
            self.letters.append((envelope.mail_from, address, envelope.content))
        if said.endswith("HANG UP"):
            server.transport.abort()
            await asyncio.sleep(0)
        return said or "250 OK"

    @property
    def to(self) -> list[str]:
        return [address for _, address, _ in self.letters]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def mail_server(settings, script: dict | None = None):
    """A server at work, and the house told to send there."""
    postman = Postman(script)
    port = free_port()
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    settings.MAIL_TRANSPORT = product.env.email_url_config(f"smtp://127.0.0.1:{port}")
    try:
        yield postman
    finally:
        server.stop()


if __name__ == "__main__":  # the sink of the kill test, in a process of its own: port, register

    class Sink:
        def __init__(self, path: Path):
            self.register = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        async def handle_DATA(self, server, session, envelope):  # noqa: N802  same
            os.write(self.register, f"{envelope.rcpt_tos[0]}\n".encode())
            return "250 OK"

    server = Controller(Sink(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1]))
    server.start()
    server._thread.join()
