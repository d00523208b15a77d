"""Notices of non-delivery as mail servers write them, each in its dialect; {to}, {message_id} and {envelope} are ours."""

POSTFIX = """\
Return-Path: <>
Delivered-To: {envelope}
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {envelope}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-Id: <4F2@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b/mx"

--b/mx
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{to}>: host mx.dest.example[192.0.2.7] said: {code} {status}
    {words} (in reply to RCPT TO command)

--b/mx
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0100 (CET)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.dest.example
Diagnostic-Code: smtp; {code} {status} {words}

--b/mx
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {to}
Subject: Lettre

--b/mx--
"""

EXCHANGE = """\
From: <postmaster@dest.example>
To: <{envelope}>
Subject: Undeliverable: Lettre
Message-ID: <ex@dest.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="_ex_"

--_ex_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

Vm90cmUgbWVzc2FnZSBuJ2EgcGFzIHB1IMOqdHJlIHJlbWlzLg==

--_ex_
Content-Type: message/delivery-status

Reporting-MTA: dns;PR0P264.dest.example

Final-Recipient: rfc822;{to}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--_ex_
Content-Type: message/rfc822

Message-ID: {message_id}
To: {to}
Subject: Lettre

Bonjour.
--_ex_--
"""

EXIM = """\
From: Mail Delivery System <Mailer-Daemon@mx.example>
To: {envelope}
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1@mx.example>
X-Failed-Recipients: {to}
Content-Type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    host mx.dest.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{to}>:
    550 5.1.1 <{to}>: Recipient address rejected: User unknown

------ This is a copy of the message, including all the headers. ------

Message-ID: {message_id}
To: {to}
"""

QMAIL = """\
From: MAILER-DAEMON@qmail.example
To: {envelope}
Subject: failure notice
Message-ID: <q@qmail.example>

Hi. This is the qmail-send program at qmail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{to}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <{envelope}>
Message-ID: {message_id}
To: {to}
"""

LPN416 = "Adresse d au moins un destinataire invalide. Invalid recipient. LPN416 [416]"
ORANGE = (
    POSTFIX.replace("{code} {status}", "550 5.1.1").replace("{status}", "5.1.1").replace("{words}", LPN416)
)
FREE = POSTFIX.replace("{words}", "<{to}>: Recipient address rejected: User unknown in virtual mailbox table")

FULL = {
    "code": "552",
    "status": "5.2.2",
    "words": "Boite du destinataire pleine. Recipient overquota. OFR_417 [417]",
}
UNKNOWN = {"code": "550", "status": "5.1.1", "words": "User unknown"}
EXPIRED = {"code": "451", "status": "4.4.1", "words": "Connection timed out"}
POLICY = {"code": "550", "status": "5.7.1", "words": "Message refused by policy"}

COMPLAINT = """\
From: <complaints@provider.example>
To: {envelope}
Subject: FW: Lettre
Message-ID: <arf@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="arf"

--arf
Content-Type: text/plain

This is an email abuse report.

--arf
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--arf
Content-Type: message/rfc822

Message-ID: {message_id}
To: {to}

Bonjour.
--arf--
"""


def write(
    dialect: str, to: str, *, message_id="", envelope="reponse@maillage.example", action="failed", **facts
) -> bytes:
    """A notice about a mail to `to`."""
    known = {**UNKNOWN, **facts, "to": to, "message_id": message_id, "envelope": envelope, "action": action}
    text = dialect
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text.encode()
