"""Sends events to KetenHub over HTTP: python3 publish-http.py URL TOKENFILE FILE...   (only the standard library)

URL is the hub's address. Each FILE holds one CloudEvent. Ends with 0 when the hub has stored all of them. Run again, it changes nothing: same id, same body."""
import json
import sys
import time
import urllib.error
import urllib.request

url, token_file, *files = sys.argv[1:]
with open(token_file, encoding="ascii") as file:
    token = file.read().strip()


def send(body):
    """The receipt. Waits and sends again while the hub can't store it now; ends the program when the hub refuses it, with every reason."""
    request = urllib.request.Request(f"{url.rstrip('/')}/v1/events", data=body, method="POST", headers={
        "Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents+json"})
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code not in (408, 429) and refused.code < 500:
                for error in json.load(refused)["errors"]:
                    print(error["number"], error["title"], error["where"], file=sys.stderr)
                sys.exit(1)
            time.sleep(int(refused.headers.get("Retry-After", "1")))
        except OSError:  # no answer: it may have been stored; the same once more finds out
            time.sleep(1)


for name in files:
    with open(name, "rb") as file:
        receipt = send(file.read())
    print("stored", receipt["id"], "duplicate" if receipt["duplicate"] else "new")
