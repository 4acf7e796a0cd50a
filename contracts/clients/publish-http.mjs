// Sends events to KetenHub over HTTP: node publish-http.mjs URL TOKENFILE FILE...   (nothing to install)
// URL is the hub's address. Each FILE holds one CloudEvent. Ends with 0 when the hub has stored all of them. Run again, it changes nothing: same id, same body.
import { readFileSync } from 'node:fs';

const [url, tokenFile, ...files] = process.argv.slice(2);
const token = readFileSync(tokenFile, 'utf8').trim();
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// The receipt. Waits and sends again while the hub can't store it now; ends the program when the hub refuses it, with every reason.
async function send(body) {
  for (;;) {
    let answer;
    try {
      answer = await fetch(new URL('/v1/events', url), {
        method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(10_000),
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/cloudevents+json' },
      });
    } catch { // no answer: it may have been stored; the same once more finds out
      await pause(1);
      continue;
    }
    if (answer.status === 202) return answer.json();
    if (answer.status !== 408 && answer.status !== 429 && answer.status < 500) {
      for (const error of (await answer.json()).errors) console.error(error.number, error.title, error.where);
      process.exit(1);
    }
    await pause(Number(answer.headers.get('Retry-After') ?? 1));
  }
}

for (const name of files) {
  const receipt = await send(readFileSync(name));
  console.log('stored', receipt.id, receipt.duplicate ? 'duplicate' : 'new');
}
