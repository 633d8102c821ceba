/** What administrators, auditors and contact judges read; the other offices do not load it. */
import { useDesk } from "../index.ts";
import { adminEn } from "./en.ts";
import { adminZh } from "./zh.ts";

export type AdminWords = typeof adminZh;

/** The words of these offices beside those of the desk. */
export function useAdmin() {
  const desk = useDesk();
  const a: AdminWords = desk.tag === "en" ? adminEn : adminZh;
  return { ...desk, a };
}
