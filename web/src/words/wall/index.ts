/** What the wall says; the other faces do not load it. */
import { unitsEn, unitsZh } from "../figures/units.ts";
import { useSpeaking } from "../index.tsx";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

export type WallWords = typeof zh;

/** The words of the wall beside those of every face. */
export function useWall() {
  const { w, tag, choose, become } = useSpeaking();
  const t: WallWords = tag === "en" ? en : zh;
  const units = tag === "en" ? unitsEn : unitsZh;
  return { w, t, units, tag, choose, become };
}
