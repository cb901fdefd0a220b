// A Segment destination function that sends to Hydra. Paste it into Segment (Connections, Catalog, Functions, New
// function, Destination) and add two settings: apiKey (a sensitive string) and endpoint (a string, such as
// https://hydra.example.com, without a slash at the end).

// Segment ends a function after five seconds.
const timeLimitMs = 4000;
const retriedStatuses = [408, 423, 429];

async function post(path, body, settings) {
  let response;
  try {
    response = await fetch(`${settings.endpoint}${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`${settings.apiKey}:`).toString('base64')}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeLimitMs),
    });
  } catch (error) {
    throw new RetryError(`Hydra cannot be reached: ${error.message}`);
  }
  const answer = await response.json().catch((error) => {
    if (response.ok) throw new RetryError(`The answer of Hydra cannot be read: ${error.message}`);
    return {};
  });
  const message = answer.message || `Hydra answered ${response.status}`;
  if (retriedStatuses.includes(response.status) || (response.status >= 500 && response.status !== 501)) {
    throw new RetryError(message);
  }
  if (response.status === 501) throw new EventNotSupported(message);
  if (!response.ok) throw new ValidationError(message);
  return answer;
}

async function send(event, settings) {
  await post('/v1/segment', event, settings);
}

async function onIdentify(event, settings) {
  await send(event, settings);
}

async function onTrack(event, settings) {
  await send(event, settings);
}

async function onGroup(event, settings) {
  await send(event, settings);
}

async function onAlias(event, settings) {
  await send(event, settings);
}

async function onPage(event, settings) {
  await send(event, settings);
}

async function onScreen(event, settings) {
  await send(event, settings);
}

async function onDelete(event, settings) {
  await send(event, settings);
}

// Hydra names up to 400 events that it refuses, as many as a batch of Segment may hold.
// One status an event, in their order: Segment sends only those again that have to be sent again.
async function onBatch(events, settings) {
  const answer = await post('/v1/segment', events, settings);
  const refused = new Map((answer.errors || []).map((error) => [error.index, error]));
  return events.map((_, index) => {
    const error = refused.get(index);
    return error ? { status: 400, errormessage: `${error.code}: ${error.message}` } : { status: 200 };
  });
}
