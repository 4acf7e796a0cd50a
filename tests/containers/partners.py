"""Plays the partners of a story against containers: over AMQP, each with its own certificate, and again over HTTP. (Debian: python3-pika)

    partners.py publish STORY FIRST LAST     steps FIRST to LAST, counted from 1, to the broker; its confirms are waited for
    partners.py again   STORY FIRST LAST     the same over HTTP: each must be there already
    partners.py receive PARTNER              prints the type of what waits for a partner, and takes it

From the environment: KETENHUB_PKI (certificates), KETENHUB_TOKENS, KETENHUB_HUB (address), KETENHUB_STORY_START (RFC 3339, moment zero)."""
import datetime
import json
import os
import re
import ssl
import sys
import urllib.request
import uuid

import pika

OIN = {"ind": 101, "coa": 102, "dtv": 103, "avim": 104, "nidos": 105}
start = datetime.datetime.fromisoformat(os.environ["KETENHUB_STORY_START"])


def duration(text):
    sign, days, hours, minutes, seconds = re.fullmatch(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text).groups()
    length = datetime.timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0))
    return -length if sign else length


def moments(data):
    if isinstance(data, dict):
        return {name: moments(value) for name, value in data.items()}
    if isinstance(data, list):
        return [moments(value) for value in data]
    if isinstance(data, str) and re.fullmatch(r"\{-?P.*\}", data):
        return (start + duration(data[1:-1])).isoformat()
    return data


def events(file):
    """Each step as who sends it and what; None for what the story wants to be refused."""
    with open(file, encoding="utf-8") as opened:
        story = json.load(opened)
    labelled, sequences = {}, {}
    for number, step in enumerate(story["steps"]):
        partner = step["from"]
        if "again" in step:
            yield partner, labelled[step["again"]]
            continue
        sequences[partner] = sequences.get(partner, 0) + 1
        event = {
            "specversion": "1.0", "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{file}|{start}|{number}")),
            "source": f"urn:nld:oin:{OIN[partner]:020}:systeem:verhaal", "type": f"nl.vreemdelingenketen.{step['type']}.v1",
            "time": (start + duration(step["at"])).isoformat(), "sequence": f"{sequences[partner]:020}", "data": moments(step["data"]),
        }
        if "label" in step:
            labelled[step["label"]] = event
        yield partner, None if step.get("expect") == "Refused" else event


def broker(partner):
    folder = os.environ["KETENHUB_PKI"]
    context = ssl.create_default_context(cafile=f"{folder}/authority.pem")
    context.load_cert_chain(f"{folder}/{partner}.pem", f"{folder}/{partner}.key")
    return pika.BlockingConnection(pika.ConnectionParameters(
        "localhost", 5671, "keten", pika.credentials.ExternalCredentials(), ssl_options=pika.SSLOptions(context, "localhost")))


def publish(partner, event):
    connection = broker(partner)
    channel = connection.channel()
    channel.confirm_delivery()
    channel.basic_publish(f"keten.in.{partner}", event["type"], json.dumps(event).encode(), mandatory=True, properties=pika.BasicProperties(
        content_type="application/cloudevents+json", delivery_mode=2, message_id=event["id"]))
    connection.close()


def again(partner, event):
    with open(f"{os.environ['KETENHUB_TOKENS']}/{partner}.token", encoding="ascii") as file:
        token = file.read().strip()
    request = urllib.request.Request(f"{os.environ['KETENHUB_HUB']}/v1/events", data=json.dumps(event).encode(), method="POST", headers={
        "Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents+json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        if not json.load(answer)["duplicate"]:
            sys.exit(f"{event['type']} of {partner} was not there")


if sys.argv[1] == "receive":
    channel = broker(sys.argv[2]).channel()
    for method, properties, body in channel.consume(f"keten.out.{sys.argv[2]}", inactivity_timeout=3):
        if method is None:
            break
        print(json.loads(body)["type"])
        channel.basic_ack(method.delivery_tag)
else:
    way, (file, first, last) = {"publish": publish, "again": again}[sys.argv[1]], sys.argv[2:]
    for step in list(events(file))[int(first) - 1:int(last)]:
        if step[1] is not None:
            way(*step)
