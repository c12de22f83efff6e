// Labels in the page's language. An element says what it needs in an attribute, and a switch says all of it anew.

const ATTRIBUTES = { "data-say": null, "data-label": "aria-label", "data-hint": "placeholder" };

export class Words {
  language = null; // none has been spoken yet
  #all = {};

  constructor(all) {
    this.#all = all;
  }

  get languages() {
    return Object.keys(this.#all);
  }

  /** The label `key`, its `{placeholders}` filled; in another language where one is given. */
  get(key, values = {}, language = this.language) {
    const text = this.#all[language]?.[key] ?? "";
    return text.replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
  }

  /** Say everything below `root` (itself included) in the language: `data-say="send"`, `data-label="close"`. */
  speak(root) {
    for (const [attribute, target] of Object.entries(ATTRIBUTES)) {
      const found = [...root.querySelectorAll(`[${attribute}]`)];
      if (root.matches?.(`[${attribute}]`)) found.push(root);
      for (const node of found) {
        const text = this.get(node.getAttribute(attribute), node.dataset);
        if (target) node.setAttribute(target, text);
        else if (node.textContent !== text) node.textContent = text;
      }
    }
  }
}

/** "aujourd'hui 15:04", "sexta-feira, 20 de novembro 09:12". */
export function dayAndTime(date, language, now = new Date()) {
  const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000);
  const day =
    days > -2
      ? new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day")
      : new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(date);
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(date);
  return `${day} ${time}`;
}

export function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

/** A time of the interface: seconds since 1970, or ISO 8601. */
export function instant(time) {
  return new Date(typeof time === "number" ? time * 1000 : (time ?? Date.now()));
}
