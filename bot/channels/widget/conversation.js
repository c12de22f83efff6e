// One conversation: its session, its log, and what is still to be sent. Knows nothing of how it looks.
//
// A message is kept until the server has answered it, and sent again under its own id as often as it takes; the
// server answers an id once. So nothing is lost and nothing is said twice, whatever happens in between.

import { Store } from "./store.js";
import { Refused } from "./transport.js";

const SLOWEST = 30; // seconds between two attempts
const RENEWALS = 2; // sessions in a row that the server may refuse before it counts as out of reach

/**
 * Events: `log` (changed as a whole), `entry` (detail: one that was added), `state` (busy, online, notice),
 * `language`, `turn` (detail: `{language, about?, erased?}` of a turn that ended).
 */
export class Conversation extends EventTarget {
  /**
   * Entries `{from: "user"|"bot", id, time, text?, buttons?, custom?, language}`, oldest first. The user's may be
   * `waiting` or `failed`; the bot's tell what they were `asked`: the id of the user's message.
   */
  log = [];
  busy = false;
  online = true;
  /** Something that the server wants said beside the conversation, in the merchant's language. */
  notice = "";

  #transport;
  #hints;
  #store;
  #sending = false;
  #stale = false; // another tab has said something meanwhile
  #started = null;
  #wake = () => {};
  #reconnect = () => this.#wake();
  #closed = false;

  /** @param {() => object} hints what the page knows: desk, language, plan, market, user */
  constructor(transport, key, hints) {
    super();
    this.#transport = transport;
    this.#hints = hints;
    this.#store = new Store(key, (what) => this.#heard(what));
    addEventListener("online", this.#reconnect);
  }

  get language() {
    return this.#store.get().language;
  }

  /** Whether there is something to go on with: a session of an earlier page. */
  get known() {
    return Boolean(this.#store.get().session);
  }

  /** Take up the conversation, or begin one. Several calls are one. */
  start() {
    if (!this.#started) {
      this.#show([...this.#greeting(), ...this.#unsent(new Set())]); // at once, even where the server can't be reached
      this.#started = this.#persist(() => this.#load()).then(() => this.#deliver());
    }
    return this.#started;
  }

  say(text) {
    this.#enqueue({ text });
  }

  choose({ title, payload }) {
    this.#enqueue({ payload, title });
  }

  retry() {
    this.#wake();
  }

  async setLanguage(language) {
    this.#know({ language });
    if (!this.known) return;
    const answer = await this.#persist(() => this.#with((session) => this.#transport.setLanguage(session, language)));
    if (answer?.greeting && this.language === language) {
      this.#store.set({ greeting: answer.greeting });
      if (!this.log.some((entry) => entry.from === "user")) this.#show(this.#greeting());
    }
    this.#store.announce("changed");
  }

  /** Everything that was said is erased at the server and here; what follows is a new conversation. */
  async erase() {
    await this.#persist(() => this.#with((session) => this.#transport.erase(session)));
    const { language } = this;
    this.#store.clear();
    this.#store.set({ language });
    this.#store.announce("erased");
    await this.#persist(() => this.#load());
  }

  close() {
    this.#closed = true;
    this.#wake();
    this.#store.close();
    removeEventListener("online", this.#reconnect);
  }

  /** Nobody hears of a conversation that was closed; its turn under way still comes to its end. */
  dispatchEvent(event) {
    return this.#closed || super.dispatchEvent(event);
  }

  // ── sending ──

  #enqueue(what) {
    const item = { id: crypto.randomUUID?.() ?? randomId(), time: Date.now() / 1000, ...what };
    this.#store.set({ outbox: [...this.#outbox(), item] });
    this.#add(asEntry(item, this.language));
    this.start().then(() => this.#deliver());
  }

  #outbox() {
    return this.#store.get().outbox ?? [];
  }

  /** One turn after the other, until there is nothing left to send. */
  async #deliver() {
    if (this.#sending) return;
    this.#sending = true;
    let item;
    while (!this.#closed && (item = this.#outbox()[0])) {
      const current = item;
      await this.#persist(() => this.#turn(current));
    }
    this.#sending = false;
    if (this.#stale) await this.#persist(() => this.#load());
  }

  async #turn(item) {
    this.#withdraw(item.id);
    this.#is({ busy: true });
    const { id, text, payload, title } = item;
    const body = payload ? { id, payload, title } : { id, text };
    try {
      const done = await this.#with((session) =>
        this.#transport.send(session, body, (reply) => this.#add({ from: "bot", asked: id, ...reply })),
      );
      this.#settle(item, false);
      if (done.erased) this.#show(this.log.filter((entry) => entry.asked === id || entry.id === id));
      this.#know({ language: done.language ?? this.language });
      this.dispatchEvent(new CustomEvent("turn", { detail: done }));
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.#settle(item, true, error.text);
    } finally {
      this.#is({ busy: false });
    }
    this.#store.announce("changed");
  }

  /** Take back what an interrupted attempt at this message has shown: the server says all of it again. */
  #withdraw(id) {
    const others = this.log.filter(({ asked }) => asked !== id);
    if (others.length < this.log.length) this.#show(others);
  }

  #settle(item, failed, notice = "") {
    this.#store.set({ outbox: this.#outbox().filter(({ id }) => id !== item.id) });
    const entry = this.log.find(({ id }) => id === item.id);
    if (entry) Object.assign(entry, { waiting: false, failed });
    this.#is({ notice });
  }

  // ── the server ──

  /** `work`, again and again until the server has answered it; null where this was closed meanwhile. */
  async #persist(work) {
    for (let attempt = 0; !this.#closed; attempt += 1) {
      try {
        const result = await work();
        this.#is({ online: true });
        return result;
      } catch (error) {
        if (isFinal(error)) return null; // nothing that waiting would mend
        const slow = error instanceof Refused && error.status === 429;
        this.#is({ online: slow, notice: slow ? error.text : "" });
        await this.#pause(slow ? Math.max(1, error.wait) : Math.min(SLOWEST, 2 ** attempt));
        if (slow) this.#is({ notice: "" });
      }
    }
    return null;
  }

  #pause(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** `work` with a session; with a new one where the server no longer takes the old one. */
  async #with(work) {
    for (let renewals = 0; ; renewals += 1) {
      try {
        return await work(await this.#session());
      } catch (error) {
        const ended = error instanceof Refused && error.status === 401;
        if (!ended || renewals === RENEWALS) throw error;
        this.#store.set({ session: undefined });
      }
    }
  }

  async #session() {
    const { session, expires = 0 } = this.#store.get();
    if (session && expires > Date.now() / 1000) return session;
    const opened = await this.#transport.openSession(this.#hints());
    const { greeting, language } = opened;
    this.#store.set({ session: opened.session, expires: opened.expires, greeting });
    this.#know({ language });
    return opened.session;
  }

  async #load() {
    const told = await this.#with((session) => this.#transport.history(session));
    if (told.session) this.#store.set({ session: told.session, expires: told.expires }); // renewed
    let asked;
    const said = told.messages.map((message) => {
      if (message.from === "user") asked = message.id;
      return message.from === "user" ? message : { ...message, asked };
    });
    const failed = this.log.filter((entry) => entry.failed);
    this.#stale = false;
    this.#show([...this.#greeting(), ...said, ...failed, ...this.#unsent(new Set(said.map(({ id }) => id)))]);
    if (said.length) this.#know({ language: told.language });
  }

  #unsent(known) {
    const items = this.#outbox().filter(({ id }) => !known.has(id));
    return items.map((item) => asEntry(item, this.language));
  }

  #greeting() {
    return (this.#store.get().greeting ?? []).map((message) => ({ from: "bot", greeting: true, ...message }));
  }

  #heard(what) {
    if (what === "erased") this.#show([]);
    if (this.#sending) this.#stale = true;
    else if (this.#started) this.#persist(() => this.#load());
    this.#know({ language: this.language }, true);
  }

  // ── what there is to see ──

  #know({ language }, told = this.#store.get().language !== language) {
    if (!language) return;
    this.#store.set({ language });
    if (told) this.dispatchEvent(new CustomEvent("language", { detail: language }));
  }

  #show(log) {
    this.log = log;
    this.dispatchEvent(new CustomEvent("log"));
  }

  #add(entry) {
    this.log.push(entry);
    this.dispatchEvent(new CustomEvent("entry", { detail: entry }));
  }

  #is(changes) {
    Object.assign(this, changes);
    this.dispatchEvent(new CustomEvent("state"));
  }
}

/** Refusals that another attempt would only repeat. */
function isFinal(error) {
  return error instanceof Refused && ![401, 429].includes(error.status);
}

function asEntry({ id, time, text, title }, language) {
  return { from: "user", id, time, text: text ?? title, language, waiting: true };
}

/** For pages without https, where browsers have no randomUUID. */
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
