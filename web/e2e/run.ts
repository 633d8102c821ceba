/**
 * Runs the scenarios, two files at a time: the largest first, so that none is left alone at the end. What an installation begins with is
 * made once and copied for each file: the story alone takes longer than many a scenario. `npm run e2e -- desk wall` runs those of these
 * names alone.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { BEGINNINGS, Installation } from "./installation.ts";

const HERE = import.meta.dirname;
const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "sharedcourt-beginnings-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

await Promise.all(BEGINNINGS.map((flags) => Installation.prepare(folder, flags)));
process.env.SHAREDCOURT_BEGINNINGS = folder;
const files = readdirSync(HERE)
  .filter((name) => name.endsWith(".test.ts") && (wanted.length === 0 || wanted.some((each) => name.includes(each))))
  .map((name) => join(HERE, name))
  .sort((a, b) => statSync(b).size - statSync(a).size);
run({ files, concurrency: 2 })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
