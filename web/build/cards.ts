/** The help cards as pages of `docs/cards`, in both languages, with the pictures that `make cards` takes. */
import { writeFileSync } from "node:fs";
import { cardOf, type Office, type Piece } from "../src/help/card.ts";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";

export const OFFICES: Office[] = ["worker", "director"];
export const CARDS = new URL("../../docs/cards/", import.meta.url).pathname;

/** The screens of a card's pictures, by the names that the walks through the screens give them, with what they are called. */
export const PICTURES: Record<Office, { screen: string; title: string; width: number }[]> = {
  worker: [
    { screen: "new-task", title: zh.field.acceptTitle, width: 220 },
    { screen: "guide-presence", title: zh.guide.lightMissing(5), width: 220 },
    { screen: "outbox", title: zh.field.outboxTitle, width: 220 },
  ],
  director: [
    { screen: "board", title: zh.village.title, width: 400 },
    { screen: "assign", title: zh.village.assign, width: 400 },
    { screen: "task", title: zh.village.story, width: 400 },
  ],
};
export const pictureOf = (office: Office, screen: string): string => `${office}-${screen}.webp`;

const line = (pieces: Piece[]): string => pieces.map(({ text, isKey }) => (isKey ? `**[${text}]**` : text)).join("");

function half(office: Office, w: typeof zh): string {
  const { title, steps, notes } = cardOf(office, w);
  const numbered = steps.map((pieces, at) => `${at + 1}. ${line(pieces)}`);
  const quoted = notes.map((pieces) => `> ${line(pieces)}`).join("\n>\n");
  return [title, "", ...numbered, "", quoted].join("\n");
}

/** The card of an office as Markdown. */
export function markdownOf(office: Office): string {
  const pictures = PICTURES[office].map(
    ({ screen, title, width }) =>
      `<img src="../pictures/${pictureOf(office, screen)}" width="${width}" alt="${title}">`,
  );
  return [
    "<!-- Made by `make cards` of the words on the pages; change those. -->",
    `# ${half(office, zh)}`,
    "",
    ...pictures,
    "",
    `## ${half(office, en as typeof zh)}`,
    "",
  ].join("\n");
}

export function writeCards(): void {
  for (const office of OFFICES) writeFileSync(`${CARDS}${office}.md`, markdownOf(office));
}
