// How it looks. Every value a page may want to change is a custom property; docs/website.md lists them.

export const styles = `
:host {
  --accent: var(--guichet-accent, light-dark(#0f5c4d, #7fd6bd));
  --on-accent: var(--guichet-on-accent, light-dark(#ffffff, #06231c));
  --bubble: var(--guichet-bubble, var(--guichet-accent, light-dark(#0f5c4d, #1b5546)));
  --on-bubble: var(--guichet-on-bubble, var(--guichet-on-accent, #ffffff));
  --surface: var(--guichet-surface, light-dark(#ffffff, #161c1a));
  --sunken: var(--guichet-sunken, light-dark(#f5f2ec, #1f2725));
  --text: var(--guichet-text, light-dark(#1b2421, #ecf1ee));
  --muted: var(--guichet-muted, light-dark(#5a6661, #a3b0aa));
  --line: var(--guichet-line, light-dark(#e2ddd3, #313b38));
  --edge: var(--guichet-edge, light-dark(#7a8781, #75827c));
  --lamp: var(--guichet-lamp, #f4b73f);
  --on-lamp: #2a1c00;
  --radius: var(--guichet-radius, 18px);
  --x: var(--guichet-offset-x, 20px);
  --y: var(--guichet-offset-y, 20px);
  --soft: color-mix(in oklab, var(--accent) 10%, var(--surface));
  color-scheme: light dark;
  display: block;
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button, .action { cursor: pointer; -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
svg { width: 1.35em; height: 1.35em; flex: none; fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.frame { font: 400 var(--guichet-font-size, 15px)/1.5 var(--guichet-font, Inter, ui-sans-serif, system-ui, "Segoe UI",
  Roboto, "Helvetica Neue", Arial, sans-serif); color: var(--text); text-align: start; letter-spacing: normal;
  -webkit-font-smoothing: antialiased; }

.launcher { position: fixed; z-index: var(--guichet-z, 2147483000);
  inset-inline-end: calc(var(--x) + env(safe-area-inset-right, 0px));
  bottom: calc(var(--y) + env(safe-area-inset-bottom, 0px));
  width: 60px; height: 60px; padding: 0; border: 1px solid transparent; border-radius: 50%; display: grid;
  place-items: center; background: var(--accent); color: var(--on-accent); font-size: 20px;
  box-shadow: 0 1px 2px rgb(0 0 0 / .2), 0 8px 28px rgb(0 0 0 / .22); transition: transform .18s, box-shadow .18s; }
.launcher:hover { transform: translateY(-2px); }
.launcher:focus-visible { outline-offset: 3px; }
.launcher .close { display: none; }
.launcher[aria-expanded=true] .close { display: block; }
.launcher[aria-expanded=true] .window { display: none; }
.badge { position: absolute; top: -4px; inset-inline-end: -4px; min-width: 24px; height: 24px; padding: 0 6px;
  border-radius: 12px; border: 2px solid var(--surface); background: var(--lamp); color: var(--on-lamp);
  font: 700 13px/20px sans-serif; text-align: center; }

.panel { position: fixed; z-index: var(--guichet-z, 2147483000);
  inset-inline-end: calc(var(--x) + env(safe-area-inset-right, 0px));
  bottom: calc(var(--y) + 76px + env(safe-area-inset-bottom, 0px));
  width: min(var(--guichet-width, 400px), 100vw - 2 * var(--x));
  height: min(var(--guichet-height, 660px), 100dvh - var(--y) - 96px);
  display: flex; flex-direction: column; overflow: hidden; background: var(--surface);
  border: 1px solid var(--line); border-radius: var(--radius);
  box-shadow: 0 2px 6px rgb(0 0 0 / .08), 0 18px 60px rgb(0 0 0 / .24); animation: rise .2s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }

.head { display: flex; align-items: center; gap: 6px; padding: 10px 8px 10px 16px; flex: none;
  background: var(--guichet-head, light-dark(#0c4a3e, #10312a)); color: var(--guichet-on-head, #ffffff); }
.head :focus-visible { outline-color: currentColor; }
.title { flex: 1; min-width: 0; }
.title h2 { margin: 0; font-size: 1.07em; font-weight: 650; line-height: 1.25; letter-spacing: -.01em; }
.title p { margin: 1px 0 0; font-size: .84em; line-height: 1.3; opacity: .86; }
.head button { min-width: 44px; height: 44px; padding: 0 8px; border: 1px solid transparent; border-radius: 12px;
  background: none; display: grid; place-items: center; }
.head button:hover { background: rgb(255 255 255 / .14); }
.languages { display: flex; }
.languages button { font-size: .84em; font-weight: 650; letter-spacing: .04em; text-transform: uppercase; opacity: .8; }
.languages button[aria-pressed=true] { opacity: 1; }
.languages button[aria-pressed=true] :first-child { border-bottom: 3px solid var(--lamp); padding-bottom: 1px; }

.menu { flex: none; display: flex; flex-wrap: wrap; gap: 8px; padding: 12px 16px; background: var(--sunken);
  border-bottom: 1px solid var(--line); }
.menu p { flex: 1 0 100%; margin: 0; }

.action, .replies button { min-height: 44px; padding: 8px 14px; display: inline-flex; align-items: center; gap: 8px;
  border: 1px solid var(--edge); border-radius: 22px; background: var(--surface); color: var(--accent);
  font-weight: 550; line-height: 1.25; text-align: start; text-decoration: none;
  transition: background-color .15s, border-color .15s; }
.action:hover, .replies button:hover { background: var(--soft); border-color: var(--accent); }
.action.strong { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.action svg { width: 1.15em; height: 1.15em; }

.log { flex: 1; min-height: 0; position: relative; overflow-y: auto; overscroll-behavior: contain; padding: 16px;
  display: flex; flex-direction: column; gap: 10px; scrollbar-width: thin; scrollbar-color: var(--edge) transparent; }
.log:focus-visible { outline-offset: -4px; }
.log > :first-child { margin-top: auto; }
.day { align-self: center; margin: 6px 0; color: var(--muted); font-size: .82em; }
.day time { display: inline-block; }
.day time::first-letter { text-transform: uppercase; }
.more svg { stroke-width: 3.4; }
.message { max-width: 88%; align-self: flex-start; animation: rise .2s ease-out; }
.message:has(.draft) { max-width: 100%; width: 100%; }
.message.user { align-self: flex-end; text-align: end; }
.bubble { padding: 10px 14px; border: 1px solid transparent; border-radius: var(--radius); overflow-wrap: anywhere;
  background: var(--sunken); border-end-start-radius: 5px; text-align: start; display: inline-block; max-width: 100%; }
.user .bubble { background: var(--bubble); color: var(--on-bubble); border-radius: var(--radius);
  border-end-end-radius: 5px; }
.bubble > * { margin: 0; }
.bubble > * + * { margin-top: .55em; }
.bubble ul { padding-inline-start: 1.15em; }
.bubble li + li { margin-top: .3em; }
.bubble li::marker { color: var(--accent); }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: from-font; }
.user a { color: inherit; }
.bubble .source { font-size: .87em; color: var(--muted); padding-top: .55em; border-top: 1px solid var(--line); }
.fate { display: block; font-size: .82em; color: var(--muted); margin-top: 3px; }
.fate:empty { display: none; }
.replies { display: flex; flex-wrap: wrap; gap: 8px; padding-block: 2px 4px; animation: rise .25s ease-out; }

.typing { align-self: flex-start; display: flex; gap: 5px; padding: 15px 16px; border-radius: var(--radius);
  border-end-start-radius: 5px; background: var(--sunken); border: 1px solid transparent; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--muted); animation: blink 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .2s; }
.typing i:nth-child(3) { animation-delay: .4s; }
@keyframes blink { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }

.draft { border: 1px solid var(--line); border-top: 4px solid var(--lamp); border-radius: 12px; padding: 12px 14px;
  background: var(--surface); }
.draft .heading { margin: 0 0 8px; font-weight: 650; }
.draft dl { margin: 0; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 10px; }
.draft dt { color: var(--muted); }
.draft dd { margin: 0; overflow-wrap: anywhere; }
.letter { margin: 10px 0; padding: 10px 12px; border-radius: 8px; background: var(--sunken); white-space: pre-wrap;
  overflow-wrap: anywhere; font-size: .94em; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.copied { color: var(--muted); font-size: .9em; }

.trouble { flex: none; padding: 12px 16px; border-top: 1px solid var(--line); font-size: .94em;
  background: light-dark(#fdf3dc, #33280f); color: light-dark(#4a3300, #fbe6b5); max-height: 45%; overflow-y: auto; }
.trouble p { margin: 0 0 8px; }
.trouble .action { margin-bottom: 6px; }
.doors { display: block; }
::slotted(*) { font-size: 1em; }
.status { margin: 0; padding: 0 16px; font-size: .84em; color: var(--muted); flex: none; }
.status:not(:empty) { padding-block: 6px; }

.foot { flex: none; padding: 10px 12px calc(10px + env(safe-area-inset-bottom, 0px)); border-top: 1px solid var(--line); }
.composer { display: flex; align-items: flex-end; gap: 8px; }
textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 132px; resize: none; padding: 10px 14px;
  border: 1px solid var(--edge); border-radius: 22px; background: var(--surface); font-size: max(16px, 1em);
  line-height: 1.4; }
textarea::placeholder { color: var(--muted); opacity: 1; }
textarea:focus-visible { outline-offset: 0; border-color: transparent; }
.send { flex: none; width: 44px; height: 44px; border: 1px solid transparent; border-radius: 50%; padding: 0;
  display: grid; place-items: center; background: var(--accent); color: var(--on-accent); }
.privacy { margin: 8px 4px 0; font-size: .8em; line-height: 1.35; color: var(--muted); }

:host([inline]) { height: 100%; min-height: 0; }
:host([inline]) .frame { height: 100%; }
:host([inline]) .panel { position: static; width: 100%; height: 100%; animation: none; box-shadow: none; }
:host([inline]) .dismiss { display: none; }

@media (max-width: 480px), (max-height: 480px) {
  :host(:not([inline])) .panel { inset: 0; top: var(--view-top, 0px); width: auto; border: 0; border-radius: 0;
    height: var(--view-height, 100dvh); bottom: auto; }
  :host(:not([inline])) .head { padding-top: calc(10px + env(safe-area-inset-top, 0px));
    padding-inline: calc(16px + env(safe-area-inset-left, 0px)) calc(8px + env(safe-area-inset-right, 0px)); }
  :host(:not([inline])) .launcher[aria-expanded=true] { display: none; }
}
@media (max-height: 480px) {
  :host(:not([inline])) .head { padding-block: 2px; }
  .privacy, .title p { display: none; }
  .foot { padding-block: 6px; }
  .log { padding-block: 10px; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) {
  .launcher, .panel, .head, .bubble, .typing, .send, .badge { border: 1px solid CanvasText; }
  .typing i { background: CanvasText; }
  .languages button[aria-pressed=true] { border-color: Highlight; }
}
`;
