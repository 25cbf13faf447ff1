"""An SMTP server for the stories: prints its port, then each message that it took as a line of JSON.

Mail to "refused@" is refused for good, mail to "later@" for now.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return f"550 5.1.1 <{address}> is unknown here"
        if address.startswith("later@"):
            return f"451 4.3.0 <{address}> try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = {
            "from": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "body": message.get_content(),
        }
        print(json.dumps(line), flush=True)
        return "250 taken"


async def serve():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The story's process holds our standard input open; when it ends, so do we.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
