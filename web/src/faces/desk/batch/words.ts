/** The words of these pages beside those of the desk. */
import { batchEn } from "../../../words/desk/batch-en.ts";
import { type BatchWords, batchZh } from "../../../words/desk/batch-zh.ts";
import { useDesk } from "../../../words/desk/index.ts";

export function useBatchWords() {
  const desk = useDesk();
  const b: BatchWords = desk.tag === "en" ? batchEn : batchZh;
  return { ...desk, b };
}

/** The headings of the columns in both languages: a spreadsheet is in one, whatever the page is in. */
export const HEADINGS = [batchZh, batchEn].map((b) => ({ columns: b.columns, headings: b.headings }));
