// Guichet's HTTP interface: one method per route. Nothing here is remembered.

const PATIENCE = 30_000; // ms that a request may take; the server gives up on a turn long before

/** The server said no: `status`, its one-word `code`, and `text` to show and seconds to wait where it tells them. */
export class Refused extends Error {
  constructor(status, { code = "", error = "", text = "", retry_after = 0 } = {}) {
    super(error || `HTTP ${status}`);
    Object.assign(this, { status, code, text, wait: Number(retry_after) || 0 });
  }
}

/** No answer, or none of the assistant's: a cut line, a proxy without a server behind it, a stream that broke off. */
export class Unreachable extends Error {}

export class Transport {
  /** @param {string} server the address that ends in `/guichet/` */
  constructor(server) {
    this.server = server;
  }

  /** Labels: `{pt: {…}, fr: {…}}`. */
  words() {
    return this.#json("GET", "words");
  }

  openSession(hints) {
    return this.#json("POST", "session", { body: hints });
  }

  history(session) {
    return this.#json("GET", "history", { session });
  }

  setLanguage(session, language) {
    return this.#json("POST", "language", { session, body: { language } });
  }

  async erase(session) {
    await this.#request("DELETE", "history", { session });
  }

  /**
   * One turn: `onReply` is told each reply as it is uttered.
   * @returns what the server says of the turn as a whole: `{language, about?}`
   */
  async send(session, message, onReply) {
    const response = await this.#request("POST", "messages", { session, body: message, accept: "text/event-stream" });
    for await (const { event, data } of events(response.body)) {
      if (event === "message") onReply(data);
      if (event === "done") return data;
    }
    throw new Unreachable("the stream ended before the turn did");
  }

  async #json(...request) {
    const response = await this.#request(...request);
    try {
      return await response.json();
    } catch (error) {
      throw new Unreachable("not the assistant's answer", { cause: error });
    }
  }

  async #request(method, path, { session, body, accept = "application/json" } = {}) {
    const headers = { Accept: accept };
    if (session) headers.Authorization = `Bearer ${session}`;
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(new URL(path, this.server), {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "strict-origin-when-cross-origin",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      throw new Unreachable(error.message, { cause: error });
    }
    if (response.ok) return response;
    if (response.status >= 500 || response.status === 408) throw new Unreachable(`HTTP ${response.status}`);
    throw new Refused(response.status, await response.json().catch(() => ({})));
  }
}

/** The events of a stream of server-sent events whose data are JSON. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const parsed = parse(block);
        if (parsed) yield parsed;
      }
    }
  } catch (error) {
    throw error instanceof Unreachable ? error : new Unreachable(error.message, { cause: error });
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^(\w*):? ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { event, data: JSON.parse(data.join("\n")) } : null; // a comment keeps the line open
}
