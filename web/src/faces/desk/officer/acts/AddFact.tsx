/** Enters what became known of a debtor, with where it comes from and how sure it is. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { courtNow } from "../../../../contract/clock.ts";
import type { Schemas } from "../../../../contract/types.ts";
import { useAct } from "../../../../shell/act.ts";
import { isoDayAt } from "../../../../shell/dates.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { TextField } from "../../parts/Field.tsx";
import { DayField, SelectField, TickField } from "../../parts/Inputs.tsx";
import { dayFrom } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import type { Topic } from "./property.ts";

type Source = NonNullable<Schemas["sharedcourt.investigation.v1.FactSource"]>;
type Confidence = NonNullable<Schemas["sharedcourt.investigation.v1.Confidence"]>;

/** A fact is never changed: a newer one stands beside the older. */
export function AddFact({ debtorId, topics }: { debtorId: string; topics: [Topic, string][] }) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [topic, setTopic] = useState<Topic | "">("");
  const [text, setText] = useState("");
  const [source, setSource] = useState<Source | "">("");
  const [confidence, setConfidence] = useState<Confidence | "">("");
  const [day, setDay] = useState(() => isoDayAt(courtNow()));
  const [handlers, setHandlers] = useState(false);
  const submit = () =>
    void acting.run(JSON.stringify([topic, text, source, confidence, day, handlers]), async (requestId) => {
      const fact = {
        topic: topic || "TOPIC_UNSPECIFIED",
        text: text.trim(),
        source: source || "FACT_SOURCE_UNSPECIFIED",
        confidence: confidence || "CONFIDENCE_UNSPECIFIED",
        audience: handlers ? "FACT_AUDIENCE_HANDLERS" : "FACT_AUDIENCE_COURT",
        ...(day ? { factDate: dayFrom(day) } : {}),
      };
      await data(
        court.POST("/v1/debtors/{debtorId}/facts", {
          params: { path: { debtorId } },
          body: { requestId, name: `debtors/${debtorId}`, fact } as never,
        }),
      );
      report(d.propertyActs.factAdded);
      await queries.invalidateQueries({ queryKey: ["debtor", debtorId] });
    });
  return (
    <ActForm acting={acting} label={d.propertyActs.addFact} lacks={!topic || !text.trim()} onSubmit={submit}>
      <SelectField<Topic>
        id="fact.topic"
        label={d.lead.topic}
        none={d.form.choose}
        value={topic}
        options={topics}
        onChange={setTopic}
      />
      <TextField id="fact.text" label={d.lead.text} value={text} maxLength={2000} long onChange={setText} />
      <SelectField<Source>
        id="fact.source"
        label={d.propertyActs.source}
        none={d.form.choose}
        value={source}
        options={chosen(d.propertyActs.sources)}
        onChange={setSource}
      />
      <SelectField<Confidence>
        id="fact.confidence"
        label={d.propertyActs.confidence}
        none={d.form.choose}
        value={confidence}
        options={chosen(d.propertyActs.confidences)}
        onChange={setConfidence}
      />
      <DayField id="fact.factDate" label={d.propertyActs.factDay} value={day} onChange={setDay} />
      <TickField id="fact.audience" label={d.propertyActs.handlersOnly} checked={handlers} onChange={setHandlers} />
    </ActForm>
  );
}

const chosen = <T extends string>(words: Record<T, string>) =>
  (Object.entries(words) as [T, string][]).filter(([each]) => !each.endsWith("_UNSPECIFIED"));
