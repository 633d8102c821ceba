/** The words of these pages beside those of the desk. */
import { disposalEn } from "../../../words/desk/disposal-en.ts";
import { type DisposalWords, disposalZh } from "../../../words/desk/disposal-zh.ts";
import { useDesk } from "../../../words/desk/index.ts";

export function useDisposalWords() {
  const desk = useDesk();
  const p: DisposalWords = desk.tag === "en" ? disposalEn : disposalZh;
  return { ...desk, p };
}
