/** Freezes what the court's work comes to in these days, for those who report on it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { type Days, dayText } from "../../../figures/window.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Folded } from "../parts/Folded.tsx";
import { usePresent } from "../present.tsx";
import { go, idOf } from "../router.ts";
import { SNAPSHOTS } from "./paths.ts";

const FREEZES: readonly string[] = ["ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT", "ROLE_COMMAND"];

export function Freeze({ days }: { days: Days }) {
  const { d, tag } = useDesk();
  const { role, report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [title, setTitle] = useState("");
  if (!FREEZES.includes(role)) return null;
  const words = d.indicators;
  const submit = () =>
    void acting.run(`${days.from} ${days.to} ${title}`, async (requestId) => {
      const body = { requestId, ...days, ...(title.trim() ? { title: title.trim() } : {}) };
      const made = await data(court.POST("/v1/indicators:snapshot", { body }));
      void queries.invalidateQueries({ queryKey: ["snapshots"] });
      const path = `/indicators/${SNAPSHOTS}/${idOf(made.name)}`;
      report(words.frozen, path);
      go(path);
    });
  return (
    <Folded title={words.freeze}>
      <ActForm acting={acting} label={words.freezeOf(dayText(days.from, tag), dayText(days.to, tag))} onSubmit={submit}>
        <p className="hint">{words.freezeHint}</p>
        <TextField
          id="title"
          label={words.snapshotTitle}
          hint={words.snapshotTitleHint}
          value={title}
          maxLength={200}
          onChange={setTitle}
        />
      </ActForm>
    </Folded>
  );
}
