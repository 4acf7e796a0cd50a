"""Publishes events to KetenHub: python3 publish.py URL PARTNER FILE...   (Debian: python3-pika)

URL is amqp://USER:PASSWORD@HOST:PORT/VHOST. Each FILE holds one CloudEvent. Ends with 0 when the broker has confirmed all of them."""
import json
import sys

import pika

url, partner, *files = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.confirm_delivery()  # basic_publish then waits for the confirm, and raises when it is refused or returned
for name in files:
    with open(name, "rb") as file:
        body = file.read()
    event = json.loads(body)
    channel.basic_publish(
        exchange=f"keten.in.{partner}",
        routing_key=event["type"],
        body=body,
        properties=pika.BasicProperties(content_type="application/cloudevents+json", delivery_mode=2, message_id=event["id"]),
        mandatory=True,
    )
    print("confirmed", event["id"])
connection.close()
