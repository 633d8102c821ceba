/** What an administrator changes of a shared court: its name and host, its equipment, whether it works. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Court } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { SelectField } from "../parts/Inputs.tsx";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { CONDITIONS, type Condition, EQUIPMENT, type EquipmentKind, entered } from "./network.ts";
import { saying } from "./reading.ts";

interface Props {
  of: Court;
}

/** A court as it is sent: without what the register fills in by itself. */
const plain = ({ name, etag, displayName, kind, regionCode }: Court): Court => ({
  ...(name ? { name } : {}),
  ...(etag ? { etag } : {}),
  displayName,
  kind,
  regionCode,
});

/** Changes some fields of a court; what was read of it is read again. */
function useChange({ of }: Props) {
  const { a } = useAdmin();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const again = async () => {
    await Promise.all(
      [["court", idOf(of.name)], ["courts"], ["network"]].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  };
  const change = (key: string, fields: Partial<Court>, reason = "") =>
    void acting.run(key, async (requestId) => {
      await data(
        court.PATCH("/v1/courts/{courtId}", {
          params: {
            path: { courtId: idOf(of.name) },
            query: { requestId, updateMask: Object.keys(fields).join(",") },
          },
          ...(reason ? { headers: saying(reason) } : {}),
          // What the mask leaves out stays as it is.
          body: { ...plain(of), ...fields },
        }),
      );
      report(a.network.changed(fields.displayName ?? of.displayName));
      await again();
    });
  const now = of.state === "COURT_STATE_CLOSED" ? a.network.closed : of.displayName;
  return { acting, change, onChanged: again, now };
}

export function EditCourt({ of }: Props) {
  const { a } = useAdmin();
  const { change, ...form } = useChange({ of });
  const [name, setName] = useState(of.displayName);
  const [host, setHost] = useState(of.host ?? "");
  return (
    <ActForm
      {...form}
      label={a.network.save}
      isQuiet
      lacks={!name.trim()}
      onSubmit={() => change(`${name} ${host}`, { displayName: name.trim(), host: host.trim() })}
    >
      <TextField id="court.displayName" label={a.network.name} value={name} maxLength={60} onChange={setName} />
      <TextField id="court.host" label={a.network.host} value={host} maxLength={100} onChange={setHost} />
    </ActForm>
  );
}

export function EditEquipment({ of }: Props) {
  const { a } = useAdmin();
  const { change, ...form } = useChange({ of });
  const [pieces, setPieces] = useState(() => new Map((of.equipment ?? []).map((piece) => [piece.kind, piece])));
  const set = (kind: EquipmentKind, next: { condition?: Condition; note?: string }) =>
    setPieces((all) => new Map(all).set(kind, { kind, ...all.get(kind), ...next }));
  return (
    <ActForm
      {...form}
      label={a.network.save}
      isQuiet
      onSubmit={() => change(JSON.stringify(entered(pieces)), { equipment: entered(pieces) })}
    >
      {EQUIPMENT.map((kind) => {
        const piece = pieces.get(kind);
        return (
          <div key={kind} className="row-fields">
            <SelectField<Condition>
              id={`condition-${kind}`}
              label={a.network.equipmentKinds[kind]}
              none={a.network.none}
              value={piece?.condition === "EQUIPMENT_CONDITION_UNSPECIFIED" ? "" : (piece?.condition ?? "")}
              onChange={(condition) => set(kind, { condition: condition || "EQUIPMENT_CONDITION_UNSPECIFIED" })}
              options={CONDITIONS.map((each) => [each, a.network.conditions[each]] as const)}
            />
            {piece?.condition && piece.condition !== "EQUIPMENT_CONDITION_UNSPECIFIED" && (
              <TextField
                id={`note-${kind}`}
                label={a.network.note}
                value={piece.note ?? ""}
                maxLength={200}
                onChange={(note) => set(kind, { note })}
              />
            )}
          </div>
        );
      })}
    </ActForm>
  );
}

export function OpenOrClose({ of }: Props) {
  const { a } = useAdmin();
  const { change, ...form } = useChange({ of });
  const [reason, setReason] = useState("");
  const isClosed = of.state === "COURT_STATE_CLOSED";
  return (
    <ActForm
      {...form}
      label={isClosed ? a.network.reopenOf(of.displayName) : a.network.closeOf(of.displayName)}
      isDanger={!isClosed}
      isQuiet
      lacks={!reason.trim()}
      onSubmit={() => change(reason, { state: isClosed ? "COURT_STATE_ACTIVE" : "COURT_STATE_CLOSED" }, reason)}
    >
      <p className="reason">{a.network.closeHint}</p>
      <TextField
        id="access-reason"
        label={a.people.reasonRecorded}
        value={reason}
        maxLength={100}
        onChange={setReason}
      />
    </ActForm>
  );
}
