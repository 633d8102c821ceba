/** How figures are called and written; for the faces that show them. */
import { useSpeaking } from "../index.tsx";
import { figuresEn } from "./en.ts";
import { unitsEn, unitsZh } from "./units.ts";
import { figuresZh } from "./zh.ts";

export type FigureWords = typeof figuresZh;

export function useFigures() {
  const { w, tag } = useSpeaking();
  const f: FigureWords = tag === "en" ? figuresEn : figuresZh;
  return { w, f, units: tag === "en" ? unitsEn : unitsZh, tag };
}
