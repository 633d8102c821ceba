/** The form of the proof of service as it will be printed, as a picture: the machine's reader of PDFs takes the screen away. */
import { useEffect, useState } from "react";
import { bytesOf } from "../../contract/bytes.ts";
import type { Task } from "../../contract/types.ts";
import { useAct } from "../../shell/act.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { useWords } from "../../words/index.tsx";
import { useLine } from "./queries.ts";
import { idOf } from "./router.ts";

export function FormPreview({ task }: { task: Task }) {
  const w = useWords();
  const { isAway } = useLine();
  const { busy, refused, run } = useAct();
  const [url, setUrl] = useState<string>();
  // Nothing of it stays once the screen is left.
  useEffect(() => () => URL.revokeObjectURL(url ?? ""), [url]);
  const show = () =>
    run("show", async () => {
      setUrl(URL.createObjectURL(await bytesOf(`/v1/tasks/${idOf(task.name)}/returnForm?page=1`)));
    });
  return (
    <>
      <button
        type="button"
        disabled={isAway || busy !== undefined}
        onClick={() => (url ? setUrl(undefined) : void show())}
      >
        {url ? w.village.lookClose : w.village.look(w.returnForm)}
      </button>
      {refused && <ProblemNote fault={refused.fault} onRetry={show} />}
      {url && <img className="sheet-of-paper" src={url} alt={w.returnForm} />}
    </>
  );
}
