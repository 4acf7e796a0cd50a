"""Receives notifications from KetenHub: python3 receive.py URL PARTNER COUNT   (Debian: python3-pika)

Prints type and correlationid of each new one and ends after COUNT. Acknowledge only what you have stored: here, what was printed."""
import json
import sys

import pika

url, partner, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.basic_qos(prefetch_count=10)
seen = set()  # delivery is at least once: keep the ids where you keep the data
for method, properties, body in channel.consume(f"keten.out.{partner}"):
    event = json.loads(body)
    if event["id"] not in seen:
        seen.add(event["id"])
        print(event["type"], event["correlationid"], flush=True)
    channel.basic_ack(method.delivery_tag)
    if len(seen) == count:
        break
connection.close()
