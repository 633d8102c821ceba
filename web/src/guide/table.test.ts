/** The page's evaluator of the packet's guide against the court's law: over every visit of the table, which `make pages` generates. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { evaluate, lightOf } from "./evaluate.ts";
import { guideOf, type VisitRecord } from "./model.ts";

interface Table {
  visits: VisitRecord[];
  guides: {
    guide: Parameters<typeof guideOf>[0];
    context: object;
    from: number;
    /** A digit for each visit from `from` on: what the law says of it. */
    verdicts: string;
    nearest: [number, string | null, string[]][];
  }[];
}

const LIGHTS = ["ASSISTANCE", "YELLOW", "GREEN"] as const;

test("green is what the law finds valid, yellow what it finds valid by a rule to be confirmed, whatever a visit finds", () => {
  const path = new URL("../../generated/guide-table.json", import.meta.url);
  const { visits, guides } = JSON.parse(readFileSync(path, "utf8")) as Table;
  const count = { GREEN: 0, YELLOW: 0, ASSISTANCE: 0 };
  let nearest = 0;
  for (const { guide, context, from, verdicts, nearest: shown } of guides) {
    const packed = guideOf(guide);
    if (!packed) throw new Error("a guide without branches");
    for (let at = 0; at < verdicts.length; at += 1) {
      const visit = visits[from + at] as VisitRecord;
      const light = lightOf(packed, visit);
      count[light] += 1;
      if (light !== LIGHTS[Number(verdicts[at])]) {
        expect({ light, visit, context }).toEqual({ light: LIGHTS[Number(verdicts[at])], visit, context });
      }
    }
    for (const [at, branch, missing] of shown) {
      const found = evaluate(packed, visits[from + at] as VisitRecord);
      expect([found.branch?.id ?? null, found.missing.map(({ id }) => id)]).toEqual([branch, missing]);
      nearest += 1;
    }
  }
  console.info(
    `${guides.length} guides: ${count.GREEN} green, ${count.YELLOW} yellow, ${count.ASSISTANCE} neither; ${nearest} nearest branches`,
  );
  expect(Math.min(count.GREEN, count.YELLOW, count.ASSISTANCE, nearest)).toBeGreaterThan(0);
}, 600_000);
