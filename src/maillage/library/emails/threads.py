from maillage.accounts.domain.inbox import reply_address
from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.library.models import Follow, Post
from maillage.library.queries.follows import link_for, reply_token


def message(said: Post, human, follow: Follow | None = None) -> OutboundMail:
    """One message of a discussion, to a contact or an account: at once for whoever follows it, who may answer by mail
    where a mailbox is configured; to the others only if the notification matrix says so.
    """
    thread = said.thread
    reply_to = reply_address("fil", reply_token(follow)) if follow else ""
    return post(
        kind="discussion",
        to=human.email,
        subject=f"{thread.title} : {said.author}",
        template="library/mail/message",
        context={
            "post": said,
            "thread": thread,
            "link": link_for(thread, human),
            "may_reply": bool(reply_to),
            "follow": follow,
        },
        authority=thread.authority,
        reply_to=reply_to,
    )
