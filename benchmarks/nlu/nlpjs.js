// `node nlpjs.js train EXAMPLES MODEL`, then `node nlpjs.js serve MODEL TEXTS RESULTS [--told]`: with the last, it
// is told the language of each message.
"use strict";

const fs = require("fs");
const { NlpManager } = require("node-nlp");

const LANGUAGES = ["pt", "fr"];
// The threshold is the table's, equal for all; sentiment is not asked for.
const SETTINGS = { languages: LANGUAGES, threshold: 0, calculateSentiment: false, autoSave: false, nlu: { log: false } };

const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));

async function train(examples, model) {
  const manager = new NlpManager(SETTINGS);
  for (const { text, intent, language } of read(examples)) {
    // A third language is neither: both learn to turn it away.
    for (const one of LANGUAGES.includes(language) ? [language] : LANGUAGES) manager.addDocument(one, text, intent);
  }
  await manager.train();
  manager.save(model, true);
}

// The likeliest intent, and how sure nlp.js is of it: not at all where it would say "None".
async function guess(manager, text, language) {
  const found = await (LANGUAGES.includes(language) ? manager.process(language, text) : manager.process(text));
  const [best] = found.classifications.filter((one) => one.intent !== "None");
  if (!best) return { intent: "nlu_fallback", confidence: 0 };
  return { intent: best.intent, confidence: found.intent === "None" ? 0 : best.score };
}

async function serve(model, texts, results, option) {
  const manager = new NlpManager(SETTINGS);
  manager.load(model);
  const { warm_up: warmUp, asked } = read(texts);
  const told = ({ language }) => (option === "--told" ? language : undefined);
  for (const one of warmUp) await guess(manager, one.text, told(one));
  const answers = [];
  for (const one of asked) {
    const started = performance.now();
    const found = await guess(manager, one.text, told(one));
    answers.push({ ...found, ms: performance.now() - started });
  }
  const [, kilobytes] = fs.readFileSync("/proc/self/status", "ascii").match(/VmHWM:\s+(\d+)/);
  fs.writeFileSync(results, JSON.stringify({ answers, megabytes: kilobytes / 1024 }));
}

const [task, ...files] = process.argv.slice(2);
({ train, serve })[task](...files).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
