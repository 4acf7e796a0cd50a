// Receives notifications from KetenHub as webhooks: node webhook.mjs PORT SECRETFILE COUNT   (nothing to install)
// Listens at http://127.0.0.1:PORT/meldingen, prints type and correlationid of each new one and ends after COUNT. In production: behind TLS, and answer
// 204 only when you have stored it.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, secretFile, count] = process.argv.slice(2);
const seen = new Set(); // delivery is at least once: keep the ids where you keep the data

// The secrets, newest first: while one is being replaced, either may have signed.
const keys = () => readFileSync(secretFile, 'utf8').split('\n').map((line) => line.trim()).filter(Boolean)
  .map((line) => (line.startsWith('whsec_') ? Buffer.from(line.slice(6), 'base64') : Buffer.from(line)));

// Standard Webhooks 1.0.0: v1,BASE64 of HMAC-SHA-256 over "id.timestamp.body"; not older than five minutes.
function isSigned(headers, body) {
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^[0-9]+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const given = (headers['webhook-signature'] ?? '').split(' ').map((one) => Buffer.from(one));
  return keys().some((key) => {
    const wanted = Buffer.from(`v1,${createHmac('sha256', key).update(`${headers['webhook-id']}.${timestamp}.`).update(body).digest('base64')}`);
    return given.some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
  });
}

const server = createServer(async (request, response) => {
  if (request.method === 'OPTIONS') { // consent, before the first delivery (CloudEvents webhooks, section 4)
    response.writeHead(200, { 'WebHook-Allowed-Origin': request.headers['webhook-request-origin'] ?? '' }).end();
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (!isSigned(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  const event = JSON.parse(body);
  if (!seen.has(event.id)) {
    seen.add(event.id);
    console.log(event.type, event.correlationid);
  }
  const isLast = seen.size === Number(count);
  response.writeHead(204, isLast ? { Connection: 'close' } : {}).end();
  if (isLast) server.close();
});
server.listen(Number(port), '127.0.0.1');
