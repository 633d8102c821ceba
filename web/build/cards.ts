/** The help cards as pages of `docs/cards`, in both languages, with the pictures that `make cards` takes. */
import { writeFileSync } from "node:fs";
import { type DeskOffice, deskCardOf } from "../src/faces/desk/help/cards.ts";
import { type Card, cardOf, type Office, type Piece } from "../src/help/card.ts";
import { adminEn } from "../src/words/desk/admin/en.ts";
import { adminZh } from "../src/words/desk/admin/zh.ts";
import { deskEn } from "../src/words/desk/en.ts";
import { helpEn } from "../src/words/desk/help-en.ts";
import { helpZh } from "../src/words/desk/help-zh.ts";
import { deskZh } from "../src/words/desk/zh.ts";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";

export type AnyOffice = Office | DeskOffice;
export type Language = "zh-CN" | "en";
export const CARDS = new URL("../../docs/cards/", import.meta.url).pathname;

/** The screens of a card's pictures, by the names that the walks through the screens give them, with what they are called. */
export const PICTURES: Record<AnyOffice, { screen: string; title: string; width: number }[]> = {
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
  officer: [
    { screen: "workbench", title: deskZh.modules.workbench, width: 400 },
    { screen: "review", title: deskZh.review.title, width: 400 },
  ],
  approver: [{ screen: "approval-1", title: deskZh.modules.approvals, width: 400 }],
  cashier: [
    { screen: "claim", title: deskZh.cashier.claim, width: 400 },
    { screen: "flow", title: deskZh.cashier.flow, width: 400 },
  ],
  clerk: [{ screen: "handle", title: deskZh.modules.todo, width: 400 }],
  command: [{ screen: "supervision", title: deskZh.command.title, width: 400 }],
  admin: [{ screen: "people", title: deskZh.modules.people, width: 400 }],
  auditor: [{ screen: "audit", title: deskZh.modules.audit, width: 400 }],
  judge: [{ screen: "my-courts", title: deskZh.modules.myCourts, width: 400 }],
};
export const OFFICES = Object.keys(PICTURES) as AnyOffice[];
export const pictureOf = (office: AnyOffice, screen: string): string => `${office}-${screen}.webp`;

/** The card of any office in a language. */
export function cardIn(office: AnyOffice, language: Language): Card {
  const isEnglish = language === "en";
  const w = isEnglish ? (en as typeof zh) : zh;
  if (office === "worker" || office === "director") return cardOf(office, w);
  const desk = isEnglish ? { d: deskEn, a: adminEn, h: helpEn } : { d: deskZh, a: adminZh, h: helpZh };
  return deskCardOf(office, { w, ...desk });
}

const line = (pieces: Piece[]): string => pieces.map(({ text, isKey }) => (isKey ? `**[${text}]**` : text)).join("");

function half(office: AnyOffice, language: Language): string {
  const { title, steps, notes } = cardIn(office, language);
  const numbered = steps.map((pieces, at) => `${at + 1}. ${line(pieces)}`);
  const quoted = notes.map((pieces) => `> ${line(pieces)}`).join("\n>\n");
  return [title, "", ...numbered, "", quoted].join("\n");
}

/** The card of an office as Markdown. */
export function markdownOf(office: AnyOffice): string {
  const pictures = PICTURES[office].map(
    ({ screen, title, width }) =>
      `<img src="../pictures/${pictureOf(office, screen)}" width="${width}" alt="${title}">`,
  );
  return [
    "<!-- Made by `make cards` of the words on the pages; change those. -->",
    `# ${half(office, "zh-CN")}`,
    "",
    ...pictures,
    "",
    `## ${half(office, "en")}`,
    "",
  ].join("\n");
}

export function writeCards(): void {
  for (const office of OFFICES) writeFileSync(`${CARDS}${office}.md`, markdownOf(office));
}
