/** What a browser loads when it comes to a page for the first time. */

/** The scripts and styles that a page names. */
export function listed(page: string): string[] {
  const found = page.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="(\/[^"]+)"[^>]*>/g);
  const loaded = [...found].filter(([tag]) => !/rel="(?:icon|manifest)"/.test(tag));
  return [...new Set(loaded.map(([, name]) => name ?? ""))];
}

const assets = (script: string, imports: RegExp): string[] => [
  ...new Set([...script.matchAll(imports)].map(([, name]) => `/assets/${name}`)),
];

/** The scripts that a script loads before it runs. */
export const importedAtOnce = (script: string): string[] =>
  assets(script, /\b(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g);

/** The scripts that a script loads when a screen needs them. */
export const importedLater = (script: string): string[] =>
  assets(script, /\bimport\s*\(\s*["'`]\.\/([\w.-]+\.js)["'`]/g);

/** A built site, as far as a first visit needs it. */
export interface Site {
  /** The bytes of each path, as they are sent. */
  sent: Map<string, number>;
  /** The text of a script. */
  textOf: (name: string) => string;
}

export interface Visited {
  path: string;
  /** Its HTML. */
  page: string;
  /** Whether it serves many offices, of which a visitor holds one and loads the screens of that one alone. */
  hasOffices?: boolean | undefined;
  /** Whether a script is loaded by those alone who choose it: the language that the page does not begin in. */
  isChosen?: ((name: string) => boolean) | undefined;
}

const isScript = (name: string) => name.startsWith("/assets/") && name.endsWith(".js");

/** These files with all that they load, and what that loads in turn. */
function closure(begin: Iterable<string>, next: (name: string) => string[]): Set<string> {
  const loaded = new Set(begin);
  for (const name of loaded) {
    if (!isScript(name)) continue;
    for (const more of next(name)) loaded.add(more);
  }
  return loaded;
}

/** The scripts and styles of a page, with all that they load, however late. */
export function loaded(page: string, textOf: Site["textOf"]): string[] {
  const all = (name: string) => [...importedAtOnce(textOf(name)), ...importedLater(textOf(name))];
  return [...closure(listed(page), all)];
}

/**
 * The bytes of a first visit. A page is counted with all that its scripts load, however late, but for what a visitor has to choose. Of a page that serves many offices it is
 * what its scripts load at once, and the heaviest of the screens that they load later, with everything below that screen, however late.
 */
export function firstVisit(visited: Visited, { sent, textOf }: Site): number {
  const { path, page, hasOffices = false, isChosen = () => false } = visited;
  const bytesOf = (names: Iterable<string>) =>
    [...names].reduce((sum, name) => {
      const bytes = sent.get(name);
      if (bytes === undefined) throw new Error(`${path} names ${name}, which is not served`);
      return sum + bytes;
    }, 0);
  const atOnce = (name: string) => importedAtOnce(textOf(name));
  const later = (name: string) => importedLater(textOf(name)).filter((each) => !isChosen(each));
  const all = (name: string) => [...atOnce(name), ...later(name)];
  const begin = [path, ...listed(page)];
  if (!hasOffices) return bytesOf(closure(begin, all));
  const shared = closure(begin, atOnce);
  const screens = new Set([...shared].filter(isScript).flatMap(later));
  // A screen uses what is there already, which leads to all other screens.
  const below = (name: string) => (shared.has(name) ? [] : all(name));
  const weights = [...screens].map((screen) =>
    bytesOf([...closure([screen], below)].filter((name) => !shared.has(name))),
  );
  return bytesOf(shared) + Math.max(0, ...weights);
}
