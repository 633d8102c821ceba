/** Packs the dossier of a case: all papers, all evidence with its proofs, the course and the money, with an index. */
import { useState } from "react";
import { ProblemNote } from "../../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { saveFile } from "../../parts/exportFile.ts";
import { gather, type Dossier as Packed, type Progress, TooLarge } from "./gather.ts";

export default function Dossier({ id, number }: { id: string; number: string }) {
  const { d, tag } = useDesk();
  const words = d.dossier;
  const [progress, setProgress] = useState<Progress>();
  const [packed, setPacked] = useState<Packed>();
  const [fault, setFault] = useState<unknown>();
  const pack = async () => {
    setProgress({ done: 0, all: 1 });
    setPacked(undefined);
    setFault(undefined);
    try {
      const made = await gather({ id, number, words, lang: tag, onProgress: setProgress });
      saveFile(made.file, made.name);
      setPacked(made);
    } catch (fault) {
      setFault(fault);
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="reason">{words.hint}</p>
      <p>
        <button type="button" disabled={progress !== undefined} onClick={() => void pack()}>
          {words.make}
        </button>
      </p>
      {progress && (
        <p>
          <progress aria-label={words.title} value={progress.done} max={progress.all} />{" "}
          {words.making(progress.done, progress.all)}
        </p>
      )}
      <div role="status">
        {packed && <p>{words.done(packed.documents)}</p>}
        {packed && packed.missing.length > 0 && (
          <>
            <p>{words.missing(packed.missing.length)}</p>
            <ul>
              {packed.missing.map(({ title, why }) => (
                <li key={title}>
                  {title} <span className="soft">{why}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {fault instanceof TooLarge ? (
        <p role="alert" className="problem">
          {words.tooLarge}
        </p>
      ) : (
        fault !== undefined && <ProblemNote fault={fault} onRetry={() => void pack()} />
      )}
    </section>
  );
}
