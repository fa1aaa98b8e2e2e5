/** One small stylesheet for the consent page, its errors and the control page. Light and dark from the same variables. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #f6f6f3; --card: #fff; --ink: #1d1f1e; --soft: #5c625e; --line: #d9dcd6;
  --accent: #2f6b4f; --on-accent: #fff; --code: #eef0ec; --bad: #a3262a; }
@media (prefers-color-scheme: dark) { :root { --bg: #151716; --card: #1e2120; --ink: #e8eae7; --soft: #a0a7a2;
  --line: #363b38; --accent: #7cc29f; --on-accent: #10201a; --code: #282c2a; --bad: #f08a8a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 24px 16px 64px; }
main.narrow { max-width: 30rem; padding-top: 6vh; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 1.05rem; margin: 0 0 12px; }
p { margin: 0 0 12px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 20px; margin: 0 0 16px; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 1px 10px; font-size: .8rem;
  color: var(--soft); }
.soft { color: var(--soft); }
.bad { color: var(--bad); }
code, pre { font: .85em/1.45 ui-monospace, monospace; background: var(--code); border-radius: 4px; padding: 1px 4px;
  overflow-wrap: anywhere; }
pre { padding: 10px; overflow: auto; max-height: 20rem; white-space: pre-wrap; }
ul.scopes { list-style: none; margin: 0 0 16px; padding: 0; }
ul.scopes li { padding: 4px 0; border-bottom: 1px solid var(--line); }
fieldset { border: 0; margin: 0 0 16px; padding: 0; min-width: 0; }
legend { padding: 0; font-weight: 600; margin-bottom: 6px; }
label.choice { display: flex; gap: 10px; align-items: baseline; padding: 8px 10px; border: 1px solid var(--line);
  border-radius: 8px; margin-bottom: 6px; cursor: pointer; }
label.choice:has(:checked) { border-color: var(--accent); }
label.field { display: block; font-size: .85rem; color: var(--soft); }
input, select, textarea, button { font: inherit; color: inherit; }
input:not([type=radio]):not([type=checkbox]), select, textarea { width: 100%; background: var(--bg);
  border: 1px solid var(--line); border-radius: 6px; padding: 6px 8px; color: var(--ink); }
button { border: 1px solid var(--line); background: var(--card); border-radius: 6px; padding: 7px 16px; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
.grid { display: grid; gap: 8px 12px; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); margin-bottom: 12px; }
.wide { grid-column: 1 / -1; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
`;
