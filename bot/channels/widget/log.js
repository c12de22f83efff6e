// The log: entries of a conversation as elements, day separators between them, suggested replies at the end.

import { icon } from "./icons.js";
import { blocks, element, link } from "./text.js";
import { dayAndTime, instant, startOfDay } from "./words.js";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const PAUSE = 30 * 60_000; // ms between two messages after which the time is told again

export class Log {
  /** @param {(button: {title: string, payload: string}) => void} onChoice */
  constructor(words, onChoice) {
    this.words = words;
    this.onChoice = onChoice;
    this.typing = element(
      "div", { class: "typing", "aria-hidden": "true", hidden: true }, ...[1, 2, 3].map(() => element("i")),
    );
    this.node = element("div", {
      class: "log", part: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0",
      "data-label": "log",
    });
  }

  /** Show these entries instead of what is there; nothing of it is announced. */
  replace(entries) {
    this.node.setAttribute("aria-live", "off");
    this.node.replaceChildren(this.typing);
    this.last = null;
    for (const entry of entries) this.add(entry, false);
    this.scroll("auto");
    requestAnimationFrame(() => this.node.setAttribute("aria-live", "polite"));
  }

  add(entry, scrolls = true) {
    const date = instant(entry.time);
    const separator = this.#separator(date);
    this.node.querySelector(".replies")?.remove(); // what was offered before is past
    const nodes = [separator, this.#message(entry), this.#replies(entry)].filter(Boolean);
    this.typing.before(...nodes);
    for (const node of nodes) this.words.speak(node);
    this.last = date;
    if (scrolls) this.scroll();
  }

  /** Update what is told of an entry: that it waits for the connection, or could not be sent. */
  mark(entry, online) {
    const node = this.node.querySelector(`[data-id="${CSS.escape(entry.id ?? "")}"] .fate`);
    if (!node) return;
    node.dataset.say = entry.failed ? "refused" : entry.waiting && !online ? "waiting" : "";
    this.words.speak(node);
  }

  /** Say the labels and the days in the language as it is now; what was said stays as it was said. */
  speak() {
    this.words.speak(this.node);
    for (const node of this.node.querySelectorAll("time")) {
      node.textContent = dayAndTime(new Date(node.dateTime), this.words.language);
    }
  }

  /** Down to the end; where the answer is longer than the window, only so far that the question stays in sight. */
  scroll(behavior = STILL.matches ? "auto" : "smooth") {
    const { node } = this;
    const asked = [...node.querySelectorAll(".user")].at(-1);
    const end = node.scrollHeight - node.clientHeight;
    node.scrollTo({ top: asked ? Math.min(end, asked.offsetTop - 12) : end, behavior });
  }

  #separator(date) {
    const same = this.last && +startOfDay(this.last) === +startOfDay(date);
    if (same && date - this.last < PAUSE) return null;
    const told = dayAndTime(date, this.words.language);
    return element("div", { class: "day", part: "day" }, element("time", { datetime: date.toISOString() }, told));
  }

  #message(entry) {
    const { from, id, language } = entry;
    const text = from === "bot" ? unbroken(entry.text ?? "") : (entry.text ?? "");
    const author = from === "user" ? "you_said" : "bot_said";
    const content = entry.custom?.mail ? draft(entry.custom.mail, entry.custom.mail.language ?? language) : bubble(text, language);
    return element(
      "div", { class: `message ${from}`, part: `message ${from}`, "data-id": id },
      element("span", { class: "unseen", "data-say": author }),
      content,
      from === "user" ? element("span", { class: "fate", "data-say": entry.failed ? "refused" : "" }) : null,
    );
  }

  #replies({ from, buttons, language }) {
    if (from !== "bot" || !buttons?.length) return null;
    const press = (button) => () => this.onChoice(button);
    return element(
      "div", { class: "replies", part: "replies", role: "group", "data-label": "replies" },
      ...buttons.map((button) =>
        element("button", { type: "button", part: "reply", lang: language, click: press(button) }, button.title),
      ),
    );
  }
}

function bubble(text, language) {
  return element("div", { class: "bubble", part: "bubble", lang: language, dir: "auto" }, ...blocks(text));
}

/** French marks stay on the line of their word. */
function unbroken(text) {
  return text.replace(/(?<=«) | (?=[»:;?!](?!\S))/g, "\u00a0");
}

/** A mail that is ready to be sent: copied, or opened in the merchant's own mail program. */
function draft({ to, subject, body, mailto }, language) {
  const copied = element("span", { class: "copied", role: "status", "data-say": "" });
  const whole = element("div", { class: "letter", lang: language, dir: "auto", tabindex: "0" }, body);
  const copy = async () => {
    const done = await copyText(`${to}\n${subject}\n\n${body}`, whole);
    copied.dataset.say = done ? "mail_copied" : "mail_copy_by_hand";
    copied.dispatchEvent(new CustomEvent("guichet-speak", { bubbles: true }));
  };
  const open = link(mailto ?? "", "");
  open?.append(icon("mail"), element("span", { "data-say": "mail_open" }));
  open?.classList.add("action");
  return element(
    "div", { class: "draft", part: "draft", role: "group", "data-label": "mail_title" },
    element("p", { class: "heading", "data-say": "mail_title" }),
    element(
      "dl", {},
      element("dt", { "data-say": "mail_to" }), element("dd", {}, link(`mailto:${to}`, to) ?? to),
      element("dt", { "data-say": "mail_subject" }), element("dd", { lang: language }, subject),
    ),
    whole,
    element(
      "div", { class: "actions" },
      element("button", { type: "button", class: "action", part: "copy", click: copy }, icon("copy"),
        element("span", { "data-say": "mail_copy" })),
      open, copied,
    ),
  );
}

/** Whether it is on the clipboard; where the browser gives us none, the text is selected for the merchant to copy. */
async function copyText(text, node) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(node);
    return false;
  }
}
