import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adminEn } from "./desk/admin/en.ts";
import { adminZh } from "./desk/admin/zh.ts";
import { batchEn } from "./desk/batch-en.ts";
import { batchZh } from "./desk/batch-zh.ts";
import { disposalEn } from "./desk/disposal-en.ts";
import { disposalZh } from "./desk/disposal-zh.ts";
import { deskEn } from "./desk/en.ts";
import { helpEn } from "./desk/help-en.ts";
import { helpZh } from "./desk/help-zh.ts";
import { manyEn } from "./desk/many-en.ts";
import { manyZh } from "./desk/many-zh.ts";
import { deskZh } from "./desk/zh.ts";
import { en } from "./en.ts";
import { uploadEn } from "./upload-en.ts";
import { uploadZh } from "./upload-zh.ts";
import { en as wallEn } from "./wall/en.ts";
import { zh as wallZh } from "./wall/zh.ts";
import { zh } from "./zh.ts";

const HAN = /\p{Script=Han}/u;

/** Every sentence by its path; one that takes something is said with numbers or letters in its place. */
function sentences(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === "string") return [[name, value]];
    if (typeof value === "function")
      return [1, 3].map((count) => [`${name}(${count})`, String(value(count, count, count))]);
    return sentences(value as object, name);
  });
}

const CATALOGUES = [
  [zh, en, ""],
  [deskZh, deskEn, "desk"],
  [adminZh, adminEn, "admin"],
  [batchZh, batchEn, "batch"],
  [disposalZh, disposalEn, "disposal"],
  [helpZh, helpEn, "help"],
  [manyZh, manyEn, "many"],
  [uploadZh, uploadEn, ""],
  [wallZh, wallEn, "wall"],
] as const;
const inChinese = () => CATALOGUES.flatMap(([words, , path]) => sentences(words, path));
const inEnglish = () => CATALOGUES.flatMap(([, words, path]) => sentences(words, path));

test("no English sentence holds Chinese, but for the name of the other language", () => {
  const wrong = inEnglish().filter(([name, text]) => HAN.test(text) && name !== "language");
  expect(wrong).toEqual([]);
});

test("every Chinese sentence is Chinese", () => {
  const said = inChinese().filter(
    ([name, text]) => text && !HAN.test(text) && name !== "language" && name !== "field.pin",
  );
  expect(
    said.filter(
      ([name]) =>
        !/photoSize|copies|joiner|reasonWith|paperWith|nameAndTitle|task\.with|atLeast|methods\.both|network\.part|network\.piece|indicators\.one|wall\.change|batch\.(?:of|sample|receiptOf|stateCount)/.test(
          name,
        ),
    ),
  ).toEqual([]);
});

test("both languages say the same things, and no number is lost", () => {
  const names = (all: [string, string][]) => all.map(([name]) => name);
  expect(names(inEnglish())).toEqual(names(inChinese()));
});

test("people are never told of errors, failures or illegal operations", () => {
  const never = /报错|失败|非法|Oops|illegal|error/i;
  expect([...inChinese(), ...inEnglish()].filter(([, text]) => never.test(text))).toEqual([]);
});

const root = new URL("..", import.meta.url).pathname;
const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
const sources = files(root).filter((path) => /\.tsx?$/.test(path) && !/\/words\/|\.test\./.test(path));

/** Texts of a page stand in the catalogues, and the sentences of a record in `record.ts`: both are read by courts. */
test("no text for people stands outside the catalogues, not even a comma", () => {
  const outside = sources.filter(
    (path) =>
      !path.endsWith("/record.ts") && /\p{Script=Han}|[\u3000-\u303f\uff00-\uffef]/u.test(readFileSync(path, "utf8")),
  );
  expect(outside.map((path) => path.slice(root.length))).toEqual([]);
});

/** A sentence is used by its own name, or with the whole group that it stands in: by a value of the contract, say. */
test.each([
  { words: zh as object, names: /\b(?:w|words|COURT)(?:\.\w+)+/g },
  { words: deskZh as object, names: /\bd(?:\.\w+)+/g },
  { words: adminZh as object, names: /\ba(?:\.\w+)+/g },
  { words: wallZh as object, names: /\b[ft](?:\.\w+)+/g },
  { words: batchZh, names: /\bb(?:\.\w+)+/g },
  { words: manyZh, names: /\bm(?:\.\w+)+/g },
  { words: disposalZh, names: /\bp(?:\.\w+)+/g },
  { words: uploadZh, names: /\bu(?:\.\w+)+/g },
])("every sentence of the catalogues is used by a page", ({ words, names: used }) => {
  const text = sources.map((path) => readFileSync(path, "utf8")).join("\n");
  const names = new Set<string>();
  for (const [name] of text.matchAll(used)) {
    const [, ...path] = name.split(".");
    names.add(path.join("."));
  }
  const paths = (words: object, above: string[] = []): string[][] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === "object" ? paths(value, [...above, key]) : [[...above, key]],
    );
  const isUsed = (path: string[]) => path.some((_, at) => names.has(path.slice(0, at + 1).join(".")));
  expect(
    paths(words)
      .filter((path) => !isUsed(path))
      .map((path) => path.join(".")),
  ).toEqual([]);
});
