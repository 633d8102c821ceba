/** V6: the director says of each piece whether it is in order, and asks for a repair. */
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { court, data } from "../../contract/client.ts";
import { labelText } from "../../contract/labels.ts";
import type { Court } from "../../contract/types.ts";
import { useAct } from "../../shell/act.ts";
import { momentOf } from "../../shell/dates.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Choices, Text } from "../../shell/parts.tsx";
import { useSpeaking, useWords } from "../../words/index.tsx";
import { useDirector } from "./director.tsx";
import { CONDITIONS, isComplete, isRepairable, type Line, linesOf, piecesOf } from "./equipment.ts";
import { NotOffline } from "./parts.tsx";
import { useLine } from "./queries.ts";
import { here, idOf } from "./router.ts";

/** A note of the contract holds so many characters, with what the register says of the piece. */
const NOTE = 150;

export function EquipmentReport({ place }: { place: Court }) {
  const w = useWords();
  const id = useId();
  const queries = useQueryClient();
  const { report } = useDirector();
  const { isAway } = useLine();
  const { busy, refused, run } = useAct();
  const [lines, setLines] = useState(() => linesOf(place));
  const [repair, setRepair] = useState(place.equipmentReport?.repairRequested ?? false);
  const change = (index: number, more: Partial<Line>) =>
    setLines(lines.map((line, at) => (at === index ? { ...line, ...more } : line)));
  const asksRepair = repair && isRepairable(lines);
  const send = () => {
    const equipment = piecesOf(lines);
    const said = { equipment, repairRequested: asksRepair };
    return run(JSON.stringify(said), async (requestId) => {
      const courtId = idOf(place.name);
      const call = court.POST("/v1/courts/{courtId}:reportEquipment", {
        params: { path: { courtId } },
        body: { requestId, ...said },
      });
      queries.setQueryData(["court", courtId], await data(call));
      report(asksRepair ? w.village.equipmentReportedRepair : w.village.equipmentReported, here());
    });
  };
  const nameOf = ({ kind, which }: Line) => [w.village.equipmentKinds[kind], which].filter(Boolean).join(" ");
  return (
    <>
      <Last place={place} />
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a court never change their places
        <div key={index}>
          <Choices
            legend={nameOf(line)}
            name={`${id} ${index}`}
            inline
            value={line.condition}
            onChange={(condition) => change(index, { condition })}
            options={CONDITIONS.map((value) => ({ value, text: w.village.equipmentConditions[value] }))}
          />
          {line.condition && line.condition !== "EQUIPMENT_CONDITION_WORKING" && (
            <Text
              label={w.village.equipmentNote(nameOf(line))}
              value={line.note}
              maxLength={NOTE}
              onChange={(note) => change(index, { note })}
            />
          )}
        </div>
      ))}
      {isRepairable(lines) && (
        <label className="choice">
          <input type="checkbox" checked={repair} onChange={() => setRepair(!repair)} />
          <span>
            {w.village.equipmentRepair}
            <small>{w.village.equipmentRepairHint}</small>
          </span>
        </label>
      )}
      {refused !== undefined && <ProblemNote fault={refused.fault} onRetry={send} />}
      <NotOffline id={`${id}-offline`} />
      {!isComplete(lines) && (
        <p id={`${id}-lacks`} className="hint">
          {w.village.equipmentUnsaid}
        </p>
      )}
      <button
        type="button"
        className="primary"
        disabled={isAway || busy !== undefined || !isComplete(lines)}
        aria-describedby={isAway ? `${id}-offline` : isComplete(lines) ? undefined : `${id}-lacks`}
        onClick={() => void send()}
      >
        {busy ? w.village.assigning : asksRepair ? w.village.equipmentSendRepair : w.village.equipmentSend}
      </button>
      <p className="hint">{w.village.equipmentTell}</p>
    </>
  );
}

/** Who reported last, when, and whether a repair waits. */
function Last({ place }: { place: Court }) {
  const { w, tag } = useSpeaking();
  const last = place.equipmentReport;
  if (!last?.reportTime) return <p>{w.village.equipmentNever}</p>;
  const who = labelText(place, last.reporter) ?? w.village.theDirector;
  return (
    <p className="facts">
      <span>{w.village.equipmentLast(who, momentOf(Date.parse(last.reportTime), tag))}</span>
      {last.repairRequested && <span className="mark soon">{w.village.equipmentRepairAsked}</span>}
    </p>
  );
}
