// Launcher and panel: what one sees and touches. Says what was done through `on`, and shows what it is told.

import { icon } from "./icons.js";
import { Log } from "./log.js";
import { element } from "./text.js";

const LONGEST = 2000; // characters of a message; the server reads no longer one
const PATIENCE = 1500; // ms until it is said in words that an answer is on its way
const FULL_SCREEN = matchMedia("(max-width: 480px), (max-height: 480px)");
const BY_FINGER = matchMedia("(pointer: coarse)");

export class Panel {
  #timer = 0;
  #closing = new AbortController();

  /** @param on `say(text)`, `choose(button)`, `speak(language)`, `erase()`, `retry()`, `toggle(open)` */
  constructor(host, words, on) {
    this.host = host;
    this.words = words;
    this.on = on;
    this.log = new Log(words, (button) => {
      on.choose(button);
      this.#attend();
    });
    this.#build();
    host.shadowRoot.replaceChildren(this.frame);
    const { signal } = this.#closing;
    this.panel.addEventListener("keydown", (event) => this.#key(event));
    this.panel.addEventListener("guichet-speak", ({ target }) => words.speak(target));
    for (const kind of ["resize", "scroll"]) {
      visualViewport?.addEventListener(kind, () => this.#fit(), { signal });
    }
    FULL_SCREEN.addEventListener("change", () => this.#fit(), { signal });
  }

  close() {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.frame.replaceWith(document.createElement("slot"));
  }

  /** Whether it was otherwise before. */
  open(open) {
    const inline = this.host.hasAttribute("inline");
    const had = this.panel.contains(this.host.shadowRoot.activeElement);
    const was = !this.panel.hidden;
    this.panel.hidden = !open;
    this.launcher.hidden = inline;
    this.launcher.setAttribute("aria-expanded", String(open));
    this.#fit();
    this.#label();
    if (!inline && was !== open) {
      if (!open && had) this.launcher.focus();
      else if (open) {
        this.log.scroll("auto");
        this.#attend();
      }
    }
    return was !== open;
  }

  show(entries) {
    this.log.replace(entries);
  }

  add(entry) {
    this.log.add(entry);
  }

  count(unread) {
    this.badge.hidden = unread === 0;
    this.badge.textContent = unread > 9 ? "9+" : String(unread);
    this.launcher.dataset.count = String(unread);
    this.#label();
  }

  /** How the conversation stands: under way, cut off, something to be said beside it. */
  tell({ busy, online, notice, log }) {
    this.log.typing.hidden = !busy;
    if (busy && !this.#timer) {
      this.#timer = setTimeout(() => this.#say("typing"), PATIENCE);
      this.log.scroll();
    } else if (!busy) {
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#say("", notice);
    }
    const doors = this.host.childElementCount > 0;
    if (this.trouble.hidden === !online) {
      this.trouble.hidden = online;
      this.apology.dataset.say = online ? "" : doors ? "offline_doors" : "offline";
      this.words.speak(this.apology);
      this.doors.hidden = !doors;
      this.log.scroll("auto"); // the log has become shorter or longer
    }
    for (const entry of log) if (entry.from === "user") this.log.mark(entry, online);
  }

  /** All labels in the language as it is now. */
  speak() {
    const { language } = this.words;
    this.frame.lang = language;
    this.words.speak(this.frame);
    this.log.speak();
    for (const button of this.languages.children) {
      button.setAttribute("aria-pressed", String(button.lang === language));
    }
    this.#label();
  }

  #build() {
    const { words, on } = this;
    const button = (attributes, ...children) => element("button", { type: "button", ...attributes }, ...children);

    const close = icon("close");
    close.classList.add("close");
    const sign = icon("window");
    sign.classList.add("window");
    this.badge = element("span", { class: "badge", part: "badge", "aria-hidden": "true", hidden: true });
    this.launcher = button(
      { class: "launcher", part: "launcher", "aria-expanded": "false", "aria-controls": "panel",
        click: () => on.toggle(this.panel.hidden) },
      sign, close, this.badge,
    );

    const name = (language) => words.get("language_name", {}, language);
    this.languages = element(
      "div", { class: "languages", role: "group", "data-label": "language" },
      ...words.languages.map((language) =>
        button({ lang: language, part: "language", click: () => on.speak(language) },
          element("span", {}, language), element("span", { class: "unseen" }, ` ${name(language)}`)),
      ),
    );
    this.more = button(
      { class: "more", "aria-expanded": "false", "aria-controls": "menu", "data-label": "menu",
        click: () => this.#menu(this.menu.hidden) }, icon("more"),
    );
    const head = element(
      "header", { class: "head", part: "header" },
      element("div", { class: "title" }, element("h2", { "data-say": "title" }), element("p", { "data-say": "subtitle" })),
      this.languages, this.more,
      button({ class: "dismiss", "data-label": "close", click: () => on.toggle(false) }, icon("close")),
    );

    this.menu = element("div", { class: "menu", part: "menu", id: "menu", hidden: true });

    this.apology = element("p", { role: "status" });
    this.doors = element("div", { class: "doors", hidden: true }, document.createElement("slot"));
    this.trouble = element(
      "div", { class: "trouble", part: "trouble", hidden: true }, this.apology,
      button({ class: "action", click: () => on.retry() }, icon("restart"), element("span", { "data-say": "retry" })),
      this.doors,
    );
    this.status = element("p", { class: "status", role: "status" });

    this.input = element("textarea", {
      rows: "1", maxlength: String(LONGEST), part: "input", "data-label": "input", "data-hint": "input_hint",
      enterkeyhint: "send", autocomplete: "off", "aria-describedby": "privacy", input: () => this.#grow(),
    });
    const foot = element(
      "div", { class: "foot", part: "footer" },
      element(
        "form", { class: "composer", submit: (event) => this.#submit(event) },
        this.input, element("button", { class: "send", part: "send", "data-label": "send" }, icon("send")),
      ),
      element("p", { class: "privacy", id: "privacy", "data-say": "privacy" }),
    );

    this.panel = element(
      "section", { class: "panel", part: "panel", id: "panel", role: "dialog", "data-label": "title", hidden: true },
      head, this.menu, this.log.node, this.trouble, this.status, foot,
    );
    this.frame = element("div", { class: "frame" }, this.panel, this.launcher);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (text) {
      this.input.value = "";
      this.#grow();
      this.on.say(text);
    }
    this.input.focus();
  }

  #key(event) {
    if (event.key === "Enter" && event.target === this.input && !event.shiftKey && !event.isComposing) {
      this.#submit(event);
    } else if (event.key === "Escape") {
      if (!this.menu.hidden) this.#menu(false);
      else if (!this.host.hasAttribute("inline")) this.on.toggle(false);
      else return;
      event.stopPropagation();
    } else if (event.key === "Tab" && this.#covers()) this.#stay(event);
  }

  /** Over the whole screen there is nothing else to go to: Tab goes round. */
  #stay(event) {
    const stops = [...this.panel.querySelectorAll("a[href], button, textarea, [tabindex='0']")].filter(
      (node) => node.checkVisibility(),
    );
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (this.host.shadowRoot.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }

  #covers() {
    return FULL_SCREEN.matches && !this.panel.hidden && !this.host.hasAttribute("inline");
  }

  /** On a phone: as much of the screen as the keyboard leaves, and the page beneath stands still. */
  #fit() {
    const covers = this.#covers();
    this.panel.setAttribute("aria-modal", String(covers));
    document.documentElement.style.overflow = covers ? "hidden" : "";
    if (!visualViewport) return;
    this.panel.style.setProperty("--view-height", `${visualViewport.height}px`);
    this.panel.style.setProperty("--view-top", `${visualViewport.offsetTop}px`);
    if (covers) this.log.scroll("auto");
  }

  /** Where one goes on: the input; by finger the log, so that no keyboard covers what is read. */
  #attend() {
    (BY_FINGER.matches ? this.log.node : this.input).focus({ preventScroll: true });
  }

  #menu(open, asks = false) {
    const action = (say, sign, click, strong = "") =>
      element("button", { type: "button", class: `action ${strong}`, click }, sign && icon(sign),
        element("span", { "data-say": say }));
    const leave = (work) => () => {
      this.#menu(false);
      work();
    };
    this.menu.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
    if (open) {
      const shown = asks
        ? [
            element("p", { "data-say": "erase_question" }),
            action("erase_no", null, () => this.#menu(false)),
            action("erase_yes", "erase", leave(() => this.#erase()), "strong"),
          ]
        : [
            action("restart", "restart", leave(() => this.on.say(this.words.get("restart")))),
            action("erase", "erase", () => this.#menu(true, true)),
          ];
      this.menu.replaceChildren(...shown);
      this.words.speak(this.menu);
    }
    (open ? this.menu.querySelector("button") : this.more).focus();
  }

  async #erase() {
    await this.on.erase();
    this.#say("erased");
  }

  #say(key, otherwise = "") {
    this.status.dataset.say = key;
    this.words.speak(this.status);
    if (!key) this.status.textContent = otherwise;
  }

  #grow() {
    const { style } = this.input;
    style.height = "auto";
    style.height = `${this.input.scrollHeight + 2}px`;
  }

  #label() {
    const open = !this.panel.hidden;
    const unread = Number(this.launcher.dataset.count ?? 0);
    this.launcher.dataset.label = open ? "close" : unread ? "open_unread" : "open";
    this.words.speak(this.launcher);
  }
}
