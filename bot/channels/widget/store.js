// What outlives a page: the session and the messages that are still to be sent. All tabs of a site share it.

export class Store {
  #key;
  #channel;
  #memory = {}; // where the browser keeps nothing for us, the page is all there is

  /** @param {(what: string) => void} onNews called with what another tab announced */
  constructor(key, onNews) {
    this.#key = key;
    this.#channel = new BroadcastChannel(key);
    this.#channel.onmessage = ({ data }) => onNews(data);
  }

  get() {
    try {
      return JSON.parse(localStorage.getItem(this.#key)) ?? {};
    } catch {
      return this.#memory;
    }
  }

  /** Change some keys; `undefined` removes one. */
  set(changes) {
    this.#memory = { ...this.get(), ...changes };
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#memory));
    } catch {
      // full or forbidden
    }
  }

  clear() {
    this.#memory = {};
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // forbidden
    }
  }

  announce(what) {
    this.#channel?.postMessage(what);
  }

  close() {
    this.#channel.close();
    this.#channel = null;
  }
}
