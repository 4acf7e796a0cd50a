"""Receives notifications from KetenHub as webhooks: python3 webhook.py PORT SECRETFILE COUNT   (only the standard library)

Listens at http://127.0.0.1:PORT/meldingen, prints type and correlationid of each new one and ends after COUNT. In production: behind TLS, and answer 204
only when you have stored it."""
import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

port, secret_file, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = set()  # delivery is at least once: keep the ids where you keep the data


def keys():
    """The secrets, newest first: while one is being replaced, either may have signed."""
    with open(secret_file, encoding="utf-8") as file:
        for line in filter(None, map(str.strip, file)):
            yield base64.b64decode(line[6:]) if line.startswith("whsec_") else line.encode()


def is_signed(headers, body):
    """Standard Webhooks 1.0.0: v1,BASE64 of HMAC-SHA-256 over "id.timestamp.body"; not older than five minutes."""
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    signed = f"{headers.get('webhook-id', '')}.{timestamp}.".encode() + body
    wanted = ["v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys()]
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one, other) for one in given for other in wanted)


class Webhook(BaseHTTPRequestHandler):
    def do_OPTIONS(self):  # consent, before the first delivery (CloudEvents webhooks, section 4)
        self.send_response(200)
        self.send_header("WebHook-Allowed-Origin", self.headers.get("WebHook-Request-Origin", ""))
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not is_signed(self.headers, body):
            self.send_response(401)
            self.end_headers()
            return
        event = json.loads(body)
        if event["id"] not in seen:
            seen.add(event["id"])
            print(event["type"], event["correlationid"], flush=True)
        self.send_response(204)
        self.end_headers()
        if len(seen) == count:
            threading.Thread(target=self.server.shutdown).start()

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", port), Webhook).serve_forever()
