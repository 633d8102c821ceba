/** The help card of an office: a page of steps in the words of the buttons themselves. The page and the card in `docs/cards` are made of it. */
import type { Words } from "../words/zh.ts";

export type Office = "worker" | "director";

/** A piece of a sentence; `isKey` where it is the text of a button or a screen. */
export interface Piece {
  text: string;
  isKey: boolean;
}

export interface Card {
  title: string;
  steps: Piece[][];
  notes: Piece[][];
}

/** Stands around the text of a button inside a sentence; no catalogue holds it. */
const MARK = "\u0001";
export const key = (text: string): string => MARK + text + MARK;

export const piecesOf = (sentence: string): Piece[] =>
  sentence
    .split(MARK)
    .map((text, at) => ({ text, isKey: at % 2 === 1 }))
    .filter(({ text }) => text !== "");

function worker(w: Words): Card {
  const { field, guide } = w;
  return {
    title: w.help.worker.title,
    steps: [
      w.help.worker.open(key(field.pinAsk)),
      w.help.worker.accept(key(field.open), key(field.accept), key(field.decline)),
      w.help.worker.arrive(key(field.arrive), key(field.takeDoor), key(field.startWithout)),
      w.help.worker.ask(key(w.next), key(guide.lightGreen), key(guide.lightAssistance)),
      w.help.worker.photos(key(field.photoAdd), key(field.photoBlur), key(guide.signHere)),
      w.help.worker.keep(key(field.keep)),
      w.help.worker.sent(key(field.outbox), key(field.allThere)),
    ].map(piecesOf),
    notes: [w.help.worker.danger(key(field.phoneCourtName("…"))), w.help.worker.lost].map(piecesOf),
  };
}

function director(w: Words): Card {
  const { village } = w;
  const { groups } = village;
  return {
    title: w.help.director.title,
    steps: [
      w.help.director.signIn(key(village.directorSignIn), key(w.scan.approve), key(w.scan.withPassword)),
      w.help.director.assign(
        key(groups.assign),
        key(village.assign),
        key(village.assignTo("…")),
        key(village.goMyself),
      ),
      w.help.director.transfer(key(village.transfer)),
      w.help.director.watch(key(groups.accept), key(groups.field), key(groups.late), key(village.workers)),
      w.help.director.story(key(village.openTask), key(village.story), key(village.visits), key(village.print("…"))),
      w.help.director.keys,
      w.help.director.leave(key(village.leave)),
    ].map(piecesOf),
    notes: [
      w.help.director.offline,
      w.help.director.broken(
        key(village.equipment),
        key(village.equipmentConditions.EQUIPMENT_CONDITION_FAULTY),
        key(village.equipmentRepair),
      ),
    ].map(piecesOf),
  };
}

export const cardOf = (office: Office, w: Words): Card => (office === "worker" ? worker(w) : director(w));
