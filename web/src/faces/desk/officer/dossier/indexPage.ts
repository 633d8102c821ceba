/** The page of the dossier that lists what is in it. It stands by itself: no script, nothing from elsewhere. */

export interface Listed {
  /** Where it lies in the dossier. */
  path: string;
  title: string;
  bytes: number;
  sha256: string;
  /** Where its proof lies, where it has one. */
  proof?: string;
}

export interface Missing {
  title: string;
  why: string;
}

export interface IndexWords {
  lang: string;
  title: string;
  made: string;
  contents: string;
  document: string;
  size: string;
  digest: string;
  proof: string;
  missing: string;
  missingNone: string;
  why: string;
  howToVerify: string;
  howToVerifyHint: string;
}

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const address = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
const link = (path: string, text: string): string => `<a href="${address(path)}">${html(text)}</a>`;
const row = (cells: string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
const head = (names: string[]): string =>
  `<tr>${names.map((name) => `<th scope="col">${html(name)}</th>`).join("")}</tr>`;

const STYLE =
  "body{font:15px/1.6 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a2733}" +
  "table{border-collapse:collapse;width:100%}td,th{border:1px solid #c3ccd4;padding:.3rem .5rem;text-align:left;vertical-align:top}" +
  "code{font-family:ui-monospace,monospace;font-size:.85em;word-break:break-all}";

export function indexPage(words: IndexWords, listed: readonly Listed[], missing: readonly Missing[]): string {
  const rows = listed.map(({ path, title, bytes, sha256, proof }) =>
    row([link(path, title), String(bytes), `<code>${sha256}</code>`, proof ? link(proof, words.proof) : ""]),
  );
  const proven = listed.find(({ proof }) => proof);
  const example = proven && `sharedcourt verify evidence --file ${proven.path} --proof ${proven.proof}`;
  return [
    `<!doctype html><html lang="${words.lang}"><head><meta charset="utf-8"><title>${html(words.title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${html(words.title)}</h1><p>${html(words.made)}</p>`,
    `<h2>${html(words.contents)}</h2><table>${head([words.document, words.size, words.digest, words.proof])}${rows.join("")}</table>`,
    `<h2>${html(words.missing)}</h2>`,
    missing.length === 0
      ? `<p>${html(words.missingNone)}</p>`
      : `<table>${head([words.document, words.why])}${missing.map(({ title, why }) => row([html(title), html(why)])).join("")}</table>`,
    example
      ? `<h2>${html(words.howToVerify)}</h2><p>${html(words.howToVerifyHint)}</p><p><code>${html(example)}</code></p>`
      : "",
    "</body></html>",
  ].join("\n");
}
