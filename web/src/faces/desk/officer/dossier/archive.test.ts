import { strFromU8, strToU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { Archive } from "./archive.ts";
import { type IndexWords, indexPage } from "./indexPage.ts";

test("what is packed comes out as it went in, names in Chinese too", async () => {
  const archive = new Archive(Date.parse("2026-12-01T02:00:00Z"));
  const picture = new Uint8Array(3_000_000).map((_, at) => (at * 7) % 251);
  for (let number = 0; number < 5; number += 1) archive.add(`证据/${number}.jpg`, picture);
  archive.add("数据/案件.json", strToU8('{"案由":"追索劳动报酬"}'));
  const found = unzipSync(new Uint8Array(await archive.finish().arrayBuffer()));
  expect(Object.keys(found)).toHaveLength(6);
  expect(found["证据/4.jpg"]).toEqual(picture);
  expect(strFromU8(found["数据/案件.json"] ?? new Uint8Array())).toContain("追索劳动报酬");
});

test("the index links what is there, says what is not, and runs nothing that a name holds", () => {
  const words = new Proxy({} as IndexWords, { get: (_, name) => String(name) });
  const listed = [
    { path: "证据/1.jpg", title: "<script>alert(1)</script>", bytes: 3, sha256: "ab", proof: "证据/1.proof.json" },
  ];
  const page = indexPage(words, listed, [{ title: "证据 2", why: "已按期删除" }]);
  expect(page).not.toContain("<script");
  expect(page).toContain(`href="${encodeURIComponent("证据")}/1.jpg"`);
  expect(page).toContain("--file 证据/1.jpg --proof 证据/1.proof.json");
  expect(page).toContain("已按期删除");
});
