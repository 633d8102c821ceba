import { existsSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { CARDS, markdownOf, OFFICES, PICTURES, pictureOf } from "./cards.ts";

test("the cards of the docs say what the pages say; `make cards` writes them again", () => {
  for (const office of OFFICES) expect(readFileSync(`${CARDS}${office}.md`, "utf8")).toBe(markdownOf(office));
});

test("every picture of a card is there and small", () => {
  const files = OFFICES.flatMap((office) =>
    PICTURES[office].map(({ screen }) => `${CARDS}../pictures/${pictureOf(office, screen)}`),
  );
  expect(files.filter((path) => !existsSync(path) || statSync(path).size > 60 * 1024)).toEqual([]);
});
