/** What is said of files that are attached, in English. */
import type { attach as zh } from "./attach-zh.ts";

export const attach: typeof zh = {
  files: "Files",
  choose: "Choose files",
  hint: "PDF or pictures, at most 20.",
  published: "Time of publication",
  publishedHint: "The time of the answer where it is left empty.",
};
