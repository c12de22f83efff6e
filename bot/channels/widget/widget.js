// <guichet-widget desk="sendcloud" lang="fr">: the assistant in the corner of a page.
//
// Until this script has run, and for as long as it finds no server, the element is what the page wrote into it.

import { Conversation } from "./conversation.js";
import { Panel } from "./panel.js";
import { styles } from "./styles.js";
import { Transport } from "./transport.js";
import { Words } from "./words.js";

const HINTS = ["desk", "plan", "market"];
const IDENTITY = ["user-id", "user-name", "user-expires", "user-signature", "server"];
const ANOTHER_TRY = 15_000; // ms between two attempts to find a server that was not there when the page was opened

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

/**
 * Attributes: `desk`, `lang`, `plan`, `market`, `server`; `user-id`, `user-name`, `user-expires`, `user-signature`;
 * `open`, `inline`. Events (they bubble, out of any shadow root): `guichet:open`, `guichet:close`, `guichet:language`
 * (detail: the language), `guichet:message` (detail: an entry of the log), `guichet:turn` (detail: what the turn was
 * about, where the server tells it).
 */
export class GuichetWidget extends HTMLElement {
  static observedAttributes = ["lang", "open", "desk", ...IDENTITY];

  #panel = null;
  #conversation = null;
  #transport = null;
  #words = null;
  #timer = 0;
  #unread = 0;
  #early = []; // what a page had said before there was anybody to tell

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(document.createElement("slot"));
  }

  connectedCallback() {
    this.#begin();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#conversation?.close();
    this.#panel?.close();
    this.#conversation = this.#panel = null;
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#panel || before === after) return;
    if (name === "lang") this.#pageSpeaks(after);
    else if (name === "open") this.#opened(after !== null);
    else this.#converse();
  }

  /** Open the panel, as its button does. */
  show() {
    this.setAttribute("open", "");
  }

  hide() {
    this.removeAttribute("open");
  }

  /** Say something in the merchant's place: for a page's own example questions. */
  say(text) {
    this.show();
    if (this.#conversation) this.#conversation.say(text);
    else this.#early.push(text);
  }

  async #begin() {
    const server = new URL(this.getAttribute("server") ?? import.meta.url);
    this.#transport = new Transport(new URL("/guichet/", server));
    let words;
    try {
      words = await this.#transport.words();
    } catch {
      this.#timer = setTimeout(() => this.isConnected && this.#begin(), ANOTHER_TRY);
      return;
    }
    if (!this.isConnected || this.#panel) return;
    this.#words = new Words(words);
    this.#panel = new Panel(this, this.#words, {
      say: (text) => this.#conversation.say(text),
      choose: (button) => this.#conversation.choose(button),
      speak: (language) => this.#speak(language, true),
      erase: () => this.#conversation.erase(),
      retry: () => this.#conversation.retry(),
      toggle: (open) => (open ? this.show() : this.hide()),
    });
    this.#converse();
  }

  /** Take up this page's conversation; another desk or user has one of its own. */
  #converse() {
    this.#conversation?.close();
    const name = [this.#transport.server.host, this.getAttribute("desk"), this.getAttribute("user-id")];
    const key = `guichet:${name.map((part) => part ?? "").join(":")}`;
    const conversation = (this.#conversation = new Conversation(this.#transport, key, () => this.#hints()));
    const panel = this.#panel;
    panel.show([]);
    this.#speak(conversation.language ?? this.#pageLanguage());
    conversation.addEventListener("log", () => panel.show(conversation.log));
    conversation.addEventListener("entry", ({ detail }) => this.#entered(detail));
    conversation.addEventListener("state", () => panel.tell(conversation));
    conversation.addEventListener("language", ({ detail }) => this.#speak(detail));
    conversation.addEventListener("turn", ({ detail }) => this.#dispatch("turn", detail));
    panel.tell(conversation);
    if (this.hasAttribute("inline")) this.setAttribute("open", "");
    this.#opened(this.hasAttribute("open"));
    for (const text of this.#early.splice(0)) conversation.say(text);
  }

  #hints() {
    const given = (name) => this.getAttribute(name) ?? undefined;
    const hints = Object.fromEntries(HINTS.map((name) => [name, given(name)]));
    const [id, name, expires, signature] = IDENTITY.map(given);
    const user = id && signature ? { id, name, expires: Number(expires), signature } : undefined;
    return { ...hints, language: this.#words.language, user };
  }

  #opened(open) {
    const changed = this.#panel.open(open);
    if (open) {
      this.#count(0);
      this.#conversation.start();
    }
    if (changed) this.#dispatch(open ? "open" : "close");
  }

  #entered(entry) {
    this.#panel.add(entry);
    if (entry.from === "bot" && !this.hasAttribute("open")) this.#count(this.#unread + 1);
    this.#dispatch("message", entry);
  }

  #count(unread) {
    this.#unread = unread;
    this.#panel.count(unread);
  }

  #pageLanguage() {
    const wanted = (this.getAttribute("lang") ?? document.documentElement.lang).slice(0, 2);
    return this.#words.languages.includes(wanted) ? wanted : this.#words.languages[0];
  }

  #pageSpeaks() {
    const language = this.#pageLanguage();
    if (language !== this.#words.language) this.#speak(language, true);
  }

  /** Everything in this language, at once; `chosen` tells the assistant, too. */
  #speak(language, chosen = false) {
    if (!this.#words.languages.includes(language)) return;
    const before = this.#words.language;
    this.#words.language = language;
    this.#panel.speak();
    this.setAttribute("lang", language);
    if (chosen) this.#conversation.setLanguage(language);
    if (before && language !== before) this.#dispatch("language", language);
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(`guichet:${name}`, { detail, bubbles: true, composed: true }));
  }
}

customElements.define("guichet-widget", GuichetWidget);
