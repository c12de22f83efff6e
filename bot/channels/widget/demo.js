// What scripts add to the demo page: the assistant, the row that an answer rests on, the lines to copy, and a switch of
// desk and language that loads nothing. The tables come with the page, in its templates.

import { element } from "./text.js";
import { Words } from "./words.js";

const BESIDE = matchMedia("(min-width: 1080px)");

const find = (id) => document.getElementById(id);
const read = async (path) => (await fetch(new URL(path, import.meta.url))).json();

const page = { desks: {}, words: new Words({}), desk: "", shown: "", about: null, widget: null };

async function begin() {
  const [words, desks] = await Promise.all([read("words"), read("desks")]);
  const { lang, dataset } = document.documentElement;
  Object.assign(page, { words: new Words(words), desks, desk: dataset.desk, shown: dataset.desk });
  page.words.language = lang;
  for (const node of document.querySelectorAll("[data-script]")) node.hidden = false;
  placeWidget();
  listen();
  speak();
}

function placeWidget() {
  const widget = document.createElement("guichet-widget");
  widget.setAttribute("desk", page.desk);
  widget.setAttribute("lang", page.words.language);
  widget.toggleAttribute("inline", BESIDE.matches);
  page.widget = widget;
  document.querySelector(".stage").append(widget);
  BESIDE.addEventListener("change", () => {
    widget.toggleAttribute("inline", BESIDE.matches);
    widget.toggleAttribute("open", BESIDE.matches);
  });
}

function listen() {
  const button = (attributes, name) => element("button", { type: "button", ...attributes }, name);
  const speaking = (lang) => button({ lang, click: () => speak(lang) }, page.words.get("language_name", {}, lang));
  find("languages").replaceChildren(...page.words.languages.map(speaking));
  const desks = Object.entries(page.desks);
  find("desks").replaceChildren(...desks.map(([value, { name }]) => button({ value, click: () => choose(value) }, name)));
  find("copy").addEventListener("click", copy);
  page.widget.addEventListener("guichet:language", ({ detail }) => speak(detail));
  page.widget.addEventListener("guichet:message", ({ detail }) => {
    if (detail.from === "bot" && detail.desk) light({ desk: detail.desk });
  });
  page.widget.addEventListener("guichet:turn", ({ detail }) => {
    if (detail.about) light(detail.about);
  });
}

function speak(language = page.words.language) {
  page.words.language = language;
  document.documentElement.lang = language;
  document.title = page.words.get("demo_page_title");
  page.words.speak(document.body);
  page.widget.setAttribute("lang", language);
  for (const button of find("languages").children) button.setAttribute("aria-pressed", String(button.lang === language));
  draw();
}

/** Another desk: for the table, the questions and the assistant. */
function choose(desk) {
  Object.assign(page, { desk, shown: desk, about: null });
  page.widget.setAttribute("desk", desk);
  draw();
}

/** What an answer was about: `{desk, option?, topic?, plan?}`. */
function light(about) {
  if (!(about.desk in page.desks)) return;
  Object.assign(page, { about, shown: about.desk });
  draw();
  find("matrix").querySelector("tr[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function draw() {
  for (const button of find("desks").children) {
    button.setAttribute("aria-pressed", String(button.value === page.shown));
  }
  const tables = find(`matrix-${page.shown}-${page.words.language}`).content.cloneNode(true);
  if (page.about?.desk === page.shown) mark(tables, page.about);
  find("matrix").replaceChildren(tables);
  find("questions").replaceChildren(...questions());
  find("snippet").textContent = snippet();
}

function questions() {
  const { words, desk } = page;
  return [1, 2, 3]
    .map((number) => words.get(`demo_try_${desk}_${number}`))
    .filter(Boolean)
    .map((text) => element("button", { type: "button", click: () => page.widget.say(text) }, text));
}

/** The rows that an answer was about, and the plan in them. */
function mark(tables, { option, topic, plan }) {
  for (const row of [`option:${option}`, `topic:${topic}`]) {
    const lit = tables.querySelector(`[data-row="${CSS.escape(row)}"]`);
    lit?.setAttribute("aria-current", "true");
    lit?.querySelector(`[data-plan="${CSS.escape(plan ?? "")}"]`)?.classList.add("here");
  }
}

// ── the lines to copy ──

function snippet() {
  const { language } = page.words;
  const script = new URL("widget.js", import.meta.url);
  const doors = page.desks[page.desk].doors[language].map(({ name, where, address }) =>
    address
      ? `  <p>${escaped(name)} – <a href="mailto:${escaped(address)}">${escaped(address)}</a></p>`
      : `  <p>${escaped(name)} – ${escaped(where)}</p>`,
  );
  return [
    `<script type="module" src="${script}"></script>`,
    `<guichet-widget desk="${page.desk}" lang="${language}">`, ...doors, "</guichet-widget>",
  ].join("\n");
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

async function copy() {
  try {
    await navigator.clipboard.writeText(find("snippet").textContent);
    find("copied").textContent = page.words.get("demo_copied");
  } catch {
    getSelection().selectAllChildren(find("snippet"));
  }
}

begin();
