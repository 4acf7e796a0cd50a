// Publishes events to KetenHub: node publish.mjs URL PARTNER FILE...   (npm install amqplib)
// URL is amqp://USER:PASSWORD@HOST:PORT/VHOST. Each FILE holds one CloudEvent. Ends with 0 when the broker has confirmed all of them.
import { readFileSync } from 'node:fs';
import amqp from 'amqplib';

const [url, partner, ...files] = process.argv.slice(2);
const connection = await amqp.connect(url);
const channel = await connection.createConfirmChannel();
channel.on('return', (message) => { throw new Error(`returned: ${message.properties.messageId}`); });
for (const name of files) {
  const body = readFileSync(name);
  const event = JSON.parse(body);
  channel.publish(`keten.in.${partner}`, event.type, body,
    { contentType: 'application/cloudevents+json', persistent: true, messageId: event.id, mandatory: true });
  await channel.waitForConfirms();
  console.log('confirmed', event.id);
}
await connection.close();
