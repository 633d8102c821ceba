/** The two languages. Chinese comes with every page; English is loaded when it is chosen, so that nobody else pays for it. */
import { type Words, zh } from "./zh.ts";

export type Tag = "zh-CN" | "en";

const KEY = "sharedcourt.language";

const tagOf = (value: string | null | undefined): Tag | undefined =>
  value === "en" || value === "zh-CN" ? value : undefined;

/** The language that was chosen last on this device, or last by this person. */
export const chosenLanguage = (person?: string): Tag | undefined =>
  tagOf(localStorage.getItem(person ? `${KEY}.${person}` : KEY));

export function keepLanguage(tag: Tag, person: string | undefined): void {
  localStorage.setItem(KEY, tag);
  if (person) localStorage.setItem(`${KEY}.${person}`, tag);
}

let english: Words | undefined;

/** What a page says in a language; nothing as long as it is not loaded. */
export const wordsOf = (tag: Tag): Words | undefined => (tag === "en" ? english : zh);

export async function load(tag: Tag): Promise<void> {
  if (tag === "en") english ??= (await import("./en.ts")).en;
}

/**
 * Before a page is shown: loads the language that it begins in, so that nobody sees the other one first. Without it the page begins in
 * Chinese. The language of a person who has chosen English on this device begins to load, for when they are recognised.
 */
export async function prepare(): Promise<void> {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith(KEY));
  if (!kept.some((key) => localStorage.getItem(key) === "en")) return;
  const loading = load("en").catch(() => undefined);
  if (chosenLanguage() === "en") await loading;
}
