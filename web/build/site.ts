/** Makes the table of the site from what Vite has built: encodings, digests, policies, the list that the service worker keeps, budgets. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { firstVisit, loaded } from "./visit.ts";

const DIST = new URL("../dist/", import.meta.url).pathname;
const FILES = join(DIST, "files");
const SIZES = new URL("../sizes.json", import.meta.url).pathname;

/** The words of English, which are loaded when English is chosen: a first visit is counted in Chinese. */
const isEnglish = (name: string) => /^\/assets\/en-[\w-]+\.js$/.test(name);

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};

/** Stands in a page and in its policy where the gateway puts a nonce, another one with each answer. */
const NONCE = "__NONCE__";

/** What a page may load, and what may be done with it: nothing of another origin, no text as a script. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "frame-src blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types sharedcourt",
].join("; ");
/** The desk's components write their styles as they appear, and parse HTML to do it. */
const DESK_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' 'nonce-${NONCE}'`,
  "img-src 'self' blob:",
  "connect-src 'self'",
  "frame-src blob:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
const WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";

/**
 * Pages: the file, the path under which it is served, the paths that it looks after, its budget in bytes of a first visit, whether it
 * serves many offices of which a visitor loads one (`visit.ts` says what is counted then), whether a service worker keeps it for days
 * without a signal, and its nonce where it has one.
 */
const PAGES: {
  file: string;
  path: string;
  prefix?: string;
  budget: number;
  hasOffices?: boolean;
  permissions: string;
  policy: string;
  offline?: boolean;
  nonce?: string;
}[] = [
  {
    file: "index.html",
    path: "/",
    budget: 150 * 1024,
    policy: PAGE_POLICY,
    permissions: "camera=(), microphone=(), geolocation=()",
  },
  {
    file: "field/index.html",
    path: "/field/",
    prefix: "/field/",
    budget: 150 * 1024,
    policy: PAGE_POLICY,
    offline: true,
    permissions: "camera=(self), microphone=(self), geolocation=(self)",
  },
  {
    file: "village/index.html",
    path: "/village/",
    prefix: "/village/",
    budget: 150 * 1024,
    policy: PAGE_POLICY,
    offline: true,
    permissions: "camera=(self), microphone=(), geolocation=()",
  },
  {
    file: "desk/index.html",
    path: "/desk/",
    prefix: "/desk/",
    budget: 400 * 1024,
    hasOffices: true,
    policy: DESK_POLICY,
    nonce: NONCE,
    permissions: "camera=(), microphone=(), geolocation=()",
  },
  {
    file: "upload/index.html",
    path: "/upload/",
    budget: 60 * 1024,
    policy: PAGE_POLICY,
    permissions: "camera=(), microphone=(), geolocation=()",
  },
  {
    file: "wall/index.html",
    path: "/wall/",
    prefix: "/wall/",
    budget: 300 * 1024,
    policy: PAGE_POLICY,
    permissions: "camera=(), microphone=(), geolocation=()",
  },
];

interface Entry {
  path: string;
  file: string;
  type: string;
  digest: string;
  immutable?: boolean;
  encodings?: [string, string][];
  policy?: string;
  permissions?: string;
  nonce?: string;
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Writes the service worker of a face, with the list of what it keeps for days without a signal; the name of its file. */
function writeWorker(page: { file: string; path: string }, names: string[]): string {
  const html = readFileSync(join(FILES, page.file), "utf8");
  const manifest = `${page.path}manifest.webmanifest`;
  const own = loaded(html, (name) => readFileSync(join(FILES, name.slice(1)), "utf8"));
  if (own.filter(isEnglish).length !== 1) throw new Error(`${page.path} does not load English by one script`);
  const kept = [page.path, ...(html.includes(manifest) ? [manifest] : []), "/icon.svg", ...own].map((name) => {
    const file = name === page.path ? page.file : name.slice(1);
    if (!names.includes(file)) throw new Error(`${page.path} names ${name}, which was not built`);
    return { name, digest: digestOf(readFileSync(join(FILES, file))) };
  });
  const version = digestOf(Buffer.from(JSON.stringify(kept))).slice(0, 16);
  const list = JSON.stringify({ page: page.path, version, files: kept.map(({ name }) => name) });
  const source = readFileSync(join(DIST, "worker/sw.js"), "utf8");
  const filled = source.replace(/(["'`])__PRECACHE__\1/, () => JSON.stringify(list));
  if (filled === source) throw new Error("the service worker has no place for the list of its files");
  const name = `${page.path.slice(1)}sw.js`;
  writeFileSync(join(FILES, name), filled);
  return name;
}

function entryOf(name: string, bytes: Buffer): Entry {
  const page = PAGES.find(({ file }) => file === name);
  const type = TYPES[name.split(".").pop() ?? ""];
  if (!type) throw new Error(`no media type for ${name}`);
  const entry: Entry = { path: page?.path ?? `/${name}`, file: `files/${name}`, type, digest: digestOf(bytes) };
  if (name.startsWith("assets/")) entry.immutable = true;
  if (page) Object.assign(entry, { policy: page.policy, permissions: page.permissions });
  if (page?.nonce) return { ...entry, nonce: page.nonce };
  if (name.endsWith("sw.js")) entry.policy = WORKER_POLICY;
  const quality = {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  };
  for (const [coding, suffix, encoded] of [
    ["br", "br", brotliCompressSync(bytes, quality)],
    ["gzip", "gz", gzipSync(bytes, { level: 9 })],
  ] as const) {
    if (encoded.length >= bytes.length) continue;
    writeFileSync(join(FILES, `${name}.${suffix}`), encoded);
    entry.encodings = [...(entry.encodings ?? []), [coding, `files/${name}.${suffix}`]];
  }
  return entry;
}

function main(): void {
  const names = walk(FILES)
    .map((path) => relative(FILES, path))
    .filter((name) => !/\.(br|gz|map)$/.test(name));
  const workers = PAGES.filter(({ offline }) => offline).map((page) => writeWorker(page, names));
  const sent = new Map<string, number>();
  const entries = [...new Set([...names, ...workers])].sort().map((name) => {
    const entry = entryOf(name, readFileSync(join(FILES, name)));
    const best = entry.encodings?.[0]?.[1] ?? entry.file;
    sent.set(entry.path, readFileSync(join(DIST, best)).length);
    return entry;
  });
  const fallbacks = PAGES.flatMap(({ prefix, path }) => (prefix ? [{ prefix, page: path }] : []));
  writeFileSync(join(DIST, "site.json"), JSON.stringify({ files: entries, fallbacks }, null, 1));
  const known = existsSync(SIZES) ? (JSON.parse(readFileSync(SIZES, "utf8")) as Record<string, number>) : {};
  const textOf = (name: string) => readFileSync(join(FILES, name.slice(1)), "utf8");
  let over = false;
  const sizes: Record<string, number> = {};
  for (const page of PAGES) {
    const html = readFileSync(join(FILES, page.file), "utf8");
    const visited = { path: page.path, page: html, hasOffices: page.hasOffices, isChosen: isEnglish };
    const bytes = firstVisit(visited, { sent, textOf });
    sizes[page.path] = bytes;
    const change = bytes - (known[page.path] ?? bytes);
    const sign = change >= 0 ? "+" : "";
    console.log(`${page.path.padEnd(8)} first visit ${bytes} bytes (br), ${sign}${change}; at most ${page.budget}`);
    over ||= bytes > page.budget;
  }
  if (process.argv.includes("--record")) writeFileSync(SIZES, `${JSON.stringify(sizes, null, 2)}\n`);
  if (over) {
    console.error("a page is over its budget");
    process.exit(1);
  }
}

main();
