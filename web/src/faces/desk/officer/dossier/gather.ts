/** Reads all of a case's dossier from the court, one thing after the other, and packs it. */
import { courtNow } from "../../../../contract/clock.ts";
import { Problem } from "../../../../contract/problem.ts";
import { accepted, sendSignedIn } from "../../../../contract/transport.ts";
import { isoMinuteAt } from "../../../../shell/dates.ts";
import type { DossierWords } from "../../../../words/desk/dossier-zh.ts";
import { Archive } from "./archive.ts";
import { type Answer, endingOf, filesIn, merged, type PartName, partPaths, rowsOf, textOf } from "./contents.ts";
import { indexPage, type Listed, type Missing } from "./indexPage.ts";

/** A ZIP without its extensions for large files holds no more. */
const MOST = 2 * 1024 * 1024 * 1024;

export interface Progress {
  done: number;
  /** How many there are, as far as is known. */
  all: number;
}

export interface Dossier {
  file: Blob;
  name: string;
  documents: number;
  missing: Missing[];
}

export class TooLarge extends Error {}

interface Asked {
  id: string;
  number: string;
  words: DossierWords;
  lang: string;
  onProgress: (progress: Progress) => void;
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Gathers a dossier under a reason that the court records with each thing that is read. */
export async function gather({ id, number, words, lang, onProgress }: Asked): Promise<Dossier> {
  const made = courtNow();
  const archive = new Archive(made);
  const listed: Listed[] = [];
  const missing: Missing[] = [];
  const progress = { done: 0, all: partPaths(id, number).length + 3 };
  const headers = { "x-access-reason": encodeURIComponent(words.accessReason) };
  const ask = async (path: string, accept: string) =>
    accepted(await sendSignedIn(new Request(path, { headers: { ...headers, accept } })));
  const json = async (path: string) => (await ask(path, "application/json")).json() as Promise<Answer>;
  const whole = async (path: string): Promise<Answer> => {
    const pages: Answer[] = [];
    for (let token = ""; ; ) {
      const query = new URLSearchParams({ pageSize: "500", ...(token ? { pageToken: token } : {}) });
      const page = await json(`${path}${path.includes("?") ? "&" : "?"}${query}`);
      pages.push(page);
      token = textOf(page.nextPageToken);
      if (!token) return merged(pages);
    }
  };
  /** What the court refuses is said in the dossier; anything else ends it. */
  const orMissing = async (title: string, read: () => Promise<void>) => {
    try {
      await read();
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.refused.status >= 500) throw fault;
      missing.push({ title, why: fault.message });
    }
    progress.done += 1;
    onProgress({ ...progress });
  };
  let size = 0;
  const add = async (path: string, title: string, bytes: Uint8Array<ArrayBuffer>, proof?: string) => {
    size += bytes.length;
    if (size > MOST) throw new TooLarge();
    const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
    archive.add(path, bytes);
    listed.push({ path, title, bytes: bytes.length, sha256, ...(proof ? { proof } : {}) });
  };
  const addJson = (path: string, title: string, value: Answer) =>
    add(path, title, new TextEncoder().encode(JSON.stringify(value, null, 2)));
  const addPaper = (path: string, name: string, title: string) =>
    orMissing(title, async () => {
      const bytes = new Uint8Array(await (await ask(path, "application/pdf")).arrayBuffer());
      await add(`${words.folders.papers}/${name}.pdf`, title, bytes);
    });

  await addPaper(`/v1/cases/${id}/record`, words.papers.record, words.papers.record);
  await addPaper(`/v1/cases/${id}/notice`, words.papers.notice, words.papers.notice);
  const parts = new Map<PartName, Answer>();
  const isList = (name: PartName) => name !== "case" && name !== "deadlines";
  for (const [name, path] of partPaths(id, number)) {
    await orMissing(words.parts[name], async () => {
      parts.set(name, isList(name) ? await whole(path) : await json(path));
    });
  }
  const receipts = rowsOf(parts.get("receipts"), "receipts");
  progress.all += receipts.length;
  const entries: Answer[] = [];
  for (const receipt of receipts) {
    await orMissing(words.parts.entries, async () => {
      entries.push(await whole(`/v1/${textOf(receipt.name)}/entries`));
    });
  }
  if (entries.length > 0) parts.set("entries", merged(entries));
  for (const [name, value] of parts) {
    await addJson(`${words.folders.data}/${words.parts[name]}.json`, words.parts[name], value);
  }
  const acts = rowsOf(parts.get("acts"), "serviceActs");
  const requests = rowsOf(parts.get("requests"), "requests");
  progress.all += acts.length + requests.length;
  for (const [at, act] of acts.entries()) {
    const name = words.papers.act(at + 1);
    await addPaper(`/v1/${textOf(act.name)}/document`, name, name);
  }
  for (const [at, request] of requests.entries()) {
    const name = words.papers.request(at + 1);
    await addPaper(`/v1/${textOf(request.name)}/document`, name, name);
  }
  const files = filesIn([...parts.values()]);
  progress.all += files.size;
  for (const [at, sha] of [...files].entries()) {
    const title = words.evidence(at + 1);
    await orMissing(title, async () => {
      const name = `${words.folders.evidence}/${String(at + 1).padStart(3, "0")}-${sha.slice(0, 12)}`;
      const proof = `${name}.proof.json`;
      const found = await ask(`/v1/evidence/${sha}/content`, "*/*");
      const bytes = new Uint8Array(await found.arrayBuffer());
      const proves = await json(`/v1/evidence/${sha}:proof`);
      await add(`${name}.${endingOf(found.headers.get("content-type") ?? "")}`, title, bytes, proof);
      archive.add(proof, new TextEncoder().encode(JSON.stringify(proves, null, 2)));
    });
  }
  const page = indexPage(
    {
      ...words.index,
      lang,
      title: words.index.title(number),
      made: words.index.made(isoMinuteAt(made).replace("T", " ")),
    },
    listed,
    missing,
  );
  archive.add(words.indexFile, new TextEncoder().encode(page));
  progress.done = progress.all;
  onProgress({ ...progress });
  return { file: archive.finish(), name: words.fileName(number), documents: listed.length, missing };
}
