/** What a browser loads when it comes to a page for the first time. */

/** The scripts and styles that a page names. */
export function listed(page: string): string[] {
  const found = page.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="(\/[^"]+)"[^>]*>/g);
  const loaded = [...found].filter(([tag]) => !/rel="(?:icon|manifest)"/.test(tag));
  return [...new Set(loaded.map(([, name]) => name ?? ""))];
}

/** The scripts that a script loads beside itself, at once or when a screen needs them. */
export const imported = (script: string): string[] =>
  [...script.matchAll(/\b(?:from|import)\s*\(?\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map(([, name]) => `/assets/${name}`);

/** The bytes of it, as they are sent: with all that its scripts load, however late. `textOf` gives a script. */
export function firstVisit(
  path: string,
  page: string,
  sent: Map<string, number>,
  textOf: (name: string) => string,
): number {
  const loaded = new Set(listed(page));
  for (const name of loaded) {
    if (!name.startsWith("/assets/") || !name.endsWith(".js")) continue;
    for (const more of imported(textOf(name))) loaded.add(more);
  }
  return [path, ...loaded].reduce((sum, name) => {
    const bytes = sent.get(name);
    if (bytes === undefined) throw new Error(`${path} names ${name}, which is not served`);
    return sum + bytes;
  }, 0);
}
