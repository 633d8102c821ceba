/** What the desk says; the other faces do not load it. */
import { useSpeaking } from "../index.tsx";
import { deskEn } from "./en.ts";
import { deskZh } from "./zh.ts";

export type DeskWords = typeof deskZh;

/** The words of the desk beside those of every face. */
export function useDesk() {
  const { w, tag, choose, become } = useSpeaking();
  const d: DeskWords = tag === "en" ? deskEn : deskZh;
  return { w, d, tag, choose, become };
}
