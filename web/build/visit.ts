/** What a browser loads when it comes to a page for the first time. */

/** The scripts and styles that a page names. */
export function listed(page: string): string[] {
  const found = page.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="(\/[^"]+)"[^>]*>/g);
  const loaded = [...found].filter(([tag]) => !/rel="(?:icon|manifest)"/.test(tag));
  return [...new Set(loaded.map(([, name]) => name ?? ""))];
}

/** The bytes of it, as they are sent. */
export function firstVisit(path: string, page: string, sent: Map<string, number>): number {
  return [path, ...listed(page)].reduce((sum, name) => {
    const bytes = sent.get(name);
    if (bytes === undefined) throw new Error(`${path} names ${name}, which is not served`);
    return sum + bytes;
  }, 0);
}
