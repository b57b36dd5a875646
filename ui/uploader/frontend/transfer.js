// Sends a payload in pieces and goes on where it broke off.

const FIRST_PIECE = 1 << 20;
const SMALLEST_PIECE = 1 << 18;
const LARGEST_PIECE = 8 << 20;
const ANSWER_LIMIT_MS = 120_000;
const PAUSES_MS = [300, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000];

class TooLargeForProxy extends Error {}

// The id of the finished upload.
// `access`: {route(), token(), signal}; `report`: {began(id), moved(bytes), waiting(), finishing()}.
async function send(payload, access, report) {
  const { name, kind, blob } = payload;
  const announced = JSON.stringify({ name, size_bytes: blob.size, kind });
  const begun = await patiently(access, report, () => begin(access, report, announced));
  await sendPieces(begun.id, blob, access, report);
  report.finishing();
  await patiently(access, report, () => call(access, "POST", `/${begun.id}/finish`));
  return begun.id;
}

// Asking to begin is never broken off: the app may have begun already, and without its answer nobody
// could discard what it keeps. Whoever cancels meanwhile does not wait for it.
function begin(access, report, announced) {
  const { signal } = new AbortController();
  const unbroken = { route: () => access.route(), token: () => access.token(), signal };
  const begun = call(unbroken, "POST", "", announced).then((answer) => {
    report.began(answer.id);
    return answer;
  });
  return Promise.race([begun, stopped(access.signal)]);
}

function stopped(signal) {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

async function sendPieces(id, blob, access, report) {
  let offset = 0;
  let pieceSize = FIRST_PIECE;
  while (offset < blob.size) {
    // The slice itself is sent, not its bytes: the browser then streams it, many times faster.
    const piece = blob.slice(offset, offset + pieceSize);
    const started = performance.now();
    try {
      offset = await patiently(access, report, (attempt) =>
        attempt === 0 ? put(access, id, offset, piece) : resume(access, id, offset, piece),
      );
      pieceSize = nextSize(pieceSize, performance.now() - started);
    } catch (error) {
      if (!(error instanceof TooLargeForProxy) || pieceSize <= SMALLEST_PIECE) throw error;
      pieceSize = SMALLEST_PIECE;
    }
    report.moved(offset);
  }
}

// A piece should take about a second: the bar moves, and little is sent again after a break.
function nextSize(size, elapsedMs) {
  if (elapsedMs < 1000) return Math.min(size * 2, LARGEST_PIECE);
  return elapsedMs > 4000 ? Math.max(size / 2, SMALLEST_PIECE) : size;
}

// After a break the app may have got none, a part or all of the piece: it says where to go on.
async function resume(access, id, offset, piece) {
  const present = (await call(access, "GET", `/${id}`)).offset;
  return present === offset ? put(access, id, offset, piece) : present;
}

async function put(access, id, offset, piece) {
  try {
    return (await call(access, "PUT", `/${id}?offset=${offset}`, piece)).offset;
  } catch (error) {
    const expected = error instanceof Refusal ? error.answer.expected_offset : undefined;
    if (expected !== undefined) return expected;
    if (error instanceof TypeError) await refuseUnreadable(piece);
    throw error;
  }
}

// A file that was changed or moved away looks like a broken connection, until it is read.
async function refuseUnreadable(piece) {
  try {
    await piece.arrayBuffer();
  } catch {
    throw new Refusal({ code: "uploads.unreadable" });
  }
}

// Tries again after a broken connection, with growing pauses; a refusal is final at once.
async function patiently(access, report, action) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action(attempt);
    } catch (error) {
      access.signal.throwIfAborted();
      if (error instanceof Refusal || error instanceof TooLargeForProxy) throw error;
      if (attempt >= PAUSES_MS.length) throw new Refusal({ code: "uploads.connection_lost" });
      report.waiting();
      await pause(PAUSES_MS[attempt], access.signal);
    }
  }
}

async function call(access, method, place, body) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_LIMIT_MS);
  const stop = () => patience.abort();
  access.signal.addEventListener("abort", stop);
  try {
    access.signal.throwIfAborted();
    const response = await fetch(access.route() + place, {
      method,
      body,
      headers: { "X-Upload-Token": access.token() },
      cache: "no-store",
      signal: patience.signal,
    });
    return await understood(response);
  } finally {
    clearTimeout(timer);
    access.signal.removeEventListener("abort", stop);
  }
}

// The app always answers in JSON; anything else comes from a proxy before it, or from nowhere.
async function understood(response) {
  const answer = await response.json().catch(() => null);
  if (answer?.code) throw new Refusal(answer);
  if (response.status === 413) throw new TooLargeForProxy();
  if (!response.ok || !answer) throw new TypeError("no answer from the app");
  return answer;
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
