// The demo page: the support matrix beside the assistant, in the page's language, and the lines to copy.

import { element } from "./text.js";
import { Words } from "./words.js";

const BESIDE = matchMedia("(min-width: 1080px)");
const TICK = "M4 10l4 4 8-9";

const find = (id) => document.getElementById(id);
const read = async (path) => (await fetch(new URL(path, import.meta.url))).json();

const page = { desks: {}, words: new Words({}), desk: "", shown: "", about: null, widget: null };

async function begin() {
  const [words, desks] = await Promise.all([read("words"), read("desks")]);
  const asked = new URLSearchParams(location.search);
  Object.assign(page, { words: new Words(words), desks });
  const wanted = [asked.get("lang"), ...navigator.languages].map((tag) => (tag ?? "").slice(0, 2));
  page.words.language = wanted.find((language) => page.words.languages.includes(language)) ?? page.words.languages[0];
  const byLanguage = Object.keys(desks).find((key) => desks[key].default_for.includes(page.words.language));
  page.desk = asked.get("desk") in desks ? asked.get("desk") : (byLanguage ?? Object.keys(desks)[0]);
  page.shown = page.desk;
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
  for (const button of find("languages").children) button.addEventListener("click", () => speak(button.lang));
  for (const [key, desk] of Object.entries(page.desks)) {
    find("desks").append(element("button", { type: "button", value: key, click: () => choose(key) }, desk.name));
  }
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
  const desk = page.desks[page.shown];
  const tables = [plans(desk), hours(desk), topics(desk), source(desk)].filter(Boolean);
  find("matrix").replaceChildren(...tables);
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

// ── tables ──

const said = (key, values) => page.words.get(key, values);
const head = (text, attributes = {}) => element("th", { scope: "col", ...attributes }, text);

function table(caption, headRows, rows) {
  const title = element("caption", {}, caption);
  const whole = element(
    "table", {}, title, element("thead", {}, ...headRows.map((cells) => element("tr", {}, ...cells))),
    element("tbody", {}, ...rows),
  );
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, whole);
}

/** A row of the matrix; it is lit where the last answer was about it. */
function row(kind, { key, name }, ...cells) {
  const lit = page.about?.desk === page.shown && page.about[kind] === key;
  return element(
    "tr", { "data-row": `${kind}:${key}`, "aria-current": lit && "true" },
    element("th", { scope: "row" }, name[page.words.language]), ...cells,
  );
}

function lines({ lines, assumed }) {
  return element("td", { class: "lines" }, lines.join(", ") + (assumed ? " *" : ""));
}

function plans({ families, options, name }) {
  if (!families.length) return null;
  const all = families.flatMap((family) => family.plans.map((plan, index) => ({ ...plan, first: index === 0 })));
  const cell = (option, plan) => {
    const here = page.about?.desk === page.shown && page.about.option === option.key && page.about.plan === plan.key;
    const has = option.plans.includes(plan.key);
    const names = ["tick", plan.first && "first", here && "here"].filter(Boolean).join(" ");
    return element("td", { class: names }, has ? tick(said("demo_yes")) : none(said("demo_no")));
  };
  return table(
    name,
    [
      [
        element("td"),
        ...families.map((family) =>
          element("th", { scope: "colgroup", colspan: String(family.plans.length), class: "first" },
            family.name[page.words.language]),
        ),
        element("td"),
      ],
      [
        head(said("demo_option")), ...all.map((plan) => head(plan.name, { class: plan.first ? "tick first" : "tick" })),
        head(said("demo_lines")),
      ],
    ],
    options.map((option) => row("option", option, ...all.map((plan) => cell(option, plan)), lines(option))),
  );
}

function hours({ options }) {
  const open = options.flatMap((option) => option.hours.map((times) => ({ option, times })));
  if (!open.length) return null;
  return table(
    said("demo_hours"),
    [[head(said("demo_option")), head(said("demo_markets")), head(said("demo_open")), head(said("demo_zone")), head(said("demo_lines"))]],
    open.map(({ option, times }) =>
      element(
        "tr", {},
        element("th", { scope: "row" }, option.name[page.words.language]),
        element("td", {}, times.markets[page.words.language].join(", ")),
        element("td", { class: "nowrap" }, times.open.replace("-", " – ")),
        element("td", {}, times.zone.replace("_", " ")), lines(times),
      ),
    ),
  );
}

function topics({ topics: all, name, families }) {
  if (!all.length) return null;
  const language = page.words.language;
  const days = ({ business_days: found }) =>
    found.length ? said("demo_business_days", { days: found.join(" / ") + (found.length > 1 ? " ?" : "") }) : said("demo_no_time");
  return table(
    families.length ? said("demo_topic") : name,
    [[head(said("demo_topic")), head(said("demo_door")), head(said("demo_days")), head(said("demo_lines"))]],
    all.map((topic) =>
      row(
        "topic", topic,
        element("td", { class: "door" }, topic.mailbox ?? topic.through[language],
          element("small", {}, topic.write[language].join(", "))),
        element("td", {}, days(topic)), lines(topic),
      ),
    ),
  );
}

function source({ article, name }) {
  const date = new Intl.DateTimeFormat(page.words.language, { dateStyle: "long" }).format(new Date(`${article.read}T12:00`));
  const title = element("a", { href: article.url, rel: "noopener noreferrer", lang: article.language }, article.title);
  return element(
    "p", { class: "note" },
    `${said("demo_source")} · ${name}, `, title, ` · ${said("demo_read_on", { date })}. * ${said("demo_assumed")}.`,
  );
}

function tick(label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", TICK);
  svg.append(path);
  return svg;
}

function none(label) {
  return element("span", { class: "none", role: "img", "aria-label": label }, "–");
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
    find("copied").textContent = said("demo_copied");
  } catch {
    getSelection().selectAllChildren(find("snippet"));
  }
}

begin();
