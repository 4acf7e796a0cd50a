// Receives notifications from KetenHub: node receive.mjs URL PARTNER COUNT   (npm install amqplib)
// Prints type and correlationid of each new one and ends after COUNT. Acknowledge only what you have stored: here, what was printed.
import amqp from 'amqplib';

const [url, partner, count] = process.argv.slice(2);
const connection = await amqp.connect(url);
const channel = await connection.createChannel();
await channel.prefetch(10);
const seen = new Set(); // delivery is at least once: keep the ids where you keep the data
await channel.consume(`keten.out.${partner}`, async (message) => {
  const event = JSON.parse(message.content);
  if (!seen.has(event.id)) {
    seen.add(event.id);
    console.log(event.type, event.correlationid);
  }
  channel.ack(message);
  if (seen.size === Number(count)) {
    await channel.close();
    await connection.close();
  }
});
