// Text becomes nodes: paragraphs, lists and links. Whatever a text holds, it stays text; code alone makes elements.

const LINK = /https:\/\/[^\s<>"«»“”]+|[\w.%+-]+@[\w-]+(?:\.[\w-]+)+/g;
const TRAILING = /[.,;:!?)\]'’]+$/;
const SOURCE = /^(\S+\s?: )(.+?)\s?: (https:\/\/\S+)$/; // "Fonte: ClearSale, “Central de ajuda”: https://…"
const BULLET = "• ";

/** An element with attributes (functions become listeners) and children (strings become text). */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

/** The blocks of a message: `p`, `ul`, and a `p.source` for the article at its end. */
export function blocks(text) {
  const paragraphs = text.split(/\n[^\S\n]*\n/);
  return paragraphs.flatMap((paragraph, index) => {
    const source = index === paragraphs.length - 1 && SOURCE.exec(paragraph.trim());
    return source ? [cited(...source.slice(1))] : lines(paragraph);
  });
}

function cited(label, name, url) {
  return element("p", { class: "source", part: "source" }, label, link(url, name) ?? `${name} : ${url}`);
}

function lines(paragraph) {
  const made = [];
  for (const line of paragraph.split("\n")) {
    const last = made.at(-1);
    if (line.startsWith(BULLET)) {
      const item = element("li", {}, ...linked(line.slice(BULLET.length)));
      if (last?.localName === "ul") last.append(item);
      else made.push(element("ul", {}, item));
    } else if (line.trim()) {
      if (last?.localName === "p") last.append(element("br"), ...linked(line));
      else made.push(element("p", {}, ...linked(line)));
    }
  }
  return made;
}

/** A line's text with its web and mail addresses as links. */
export function linked(line) {
  const nodes = [];
  let from = 0;
  for (const match of line.matchAll(LINK)) {
    const address = match[0].replace(TRAILING, "");
    const node = address.includes("://") ? link(address, shown(address)) : link(`mailto:${address}`, address);
    if (!node) continue;
    nodes.push(line.slice(from, match.index), node);
    from = match.index + address.length;
  }
  nodes.push(line.slice(from));
  return nodes.filter((node) => node !== "");
}

/** A link, or null for an address that is neither `https:` nor `mailto:`. */
export function link(address, text) {
  const url = URL.parse?.(address) ?? (URL.canParse(address) ? new URL(address) : null);
  if (url?.protocol === "https:") {
    return element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", part: "link" }, text);
  }
  return url?.protocol === "mailto:" ? element("a", { href: url.href, part: "link" }, text) : null;
}

/** A web address as one reads it: without the scheme, and not longer than a line. */
function shown(address) {
  const plain = address.replace(/^https:\/\/(www\.)?/, "").replace(/\/$/, "");
  return plain.length > 42 ? `${plain.slice(0, 40)}…` : plain;
}
