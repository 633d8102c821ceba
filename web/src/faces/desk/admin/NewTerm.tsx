/** Gives a person an office for a time. */
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Person, Role } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { DayField, SelectField, TickField } from "../parts/Inputs.tsx";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { ROLES } from "./peopleList.ts";
import { useCourts, usePeopleChanged, useRegions, useUnits } from "./reading.ts";
import { EMPTY, placeKind, type TermDraft, termFrom } from "./termDraft.ts";

interface Props {
  person: Person;
}

export function NewTerm({ person }: Props) {
  const { a, d, w } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const changed = usePeopleChanged();
  const [draft, setDraft] = useState(EMPTY);
  const id = idOf(person.name);
  const term = termFrom(draft);
  const set = (next: Partial<TermDraft>) => setDraft((before) => ({ ...before, ...next }));
  const submit = () =>
    void acting.run(JSON.stringify(draft), async (requestId) => {
      if (!term) return;
      await data(
        court.POST("/v1/people/{peopleId}/terms", {
          params: { path: { peopleId: id } },
          body: { parent: person.name ?? "", requestId, term, etag: person.etag ?? "" },
        }),
      );
      report(a.people.termGiven(person.displayName, w.roles[term.role]));
      setDraft(EMPTY);
      await changed(id);
    });
  const kind = draft.role && placeKind(draft.role);
  return (
    <ActForm
      acting={acting}
      label={draft.role ? a.people.give(person.displayName, w.roles[draft.role]) : a.people.newTerm}
      lacks={!term}
      isQuiet
      onSubmit={submit}
      onChanged={() => changed(id)}
      now={a.people.termCount(person.terms?.length ?? 0)}
    >
      <div className="row-fields">
        <SelectField<Role>
          id="term.role"
          label={a.people.role}
          none={d.form.choose}
          value={draft.role}
          onChange={(role) => set({ role })}
          options={ROLES.map((each) => [each, w.roles[each]] as const)}
        />
        {kind === "region" && <RegionField draft={draft} set={set} />}
        {kind === "unit" && <UnitField draft={draft} set={set} />}
      </div>
      {kind === "court" && <CourtFields draft={draft} set={set} />}
      <div className="row-fields">
        <DayField
          id="term.startTime"
          label={a.people.firstDay}
          hint={a.people.firstDayHint}
          value={draft.first}
          onChange={(first) => set({ first })}
        />
        <DayField
          id="term.endTime"
          label={a.people.lastDay}
          hint={a.people.openHint}
          value={draft.last}
          onChange={(last) => set({ last })}
        />
      </div>
    </ActForm>
  );
}

interface FieldsProps {
  draft: TermDraft;
  set: (next: Partial<TermDraft>) => void;
}

function RegionField({ draft, set }: FieldsProps) {
  const { a, d } = useAdmin();
  const counties = useRegions({ level: "COUNTY" });
  const towns = useRegions({ level: "TOWN" });
  return (
    <SelectField
      id="term.regionCode"
      label={a.people.region}
      none={d.form.choose}
      value={draft.region}
      onChange={(region) => set({ region })}
      options={[...(counties.data ?? []), ...(towns.data ?? [])].map(({ code, displayName }) => [code, displayName])}
    />
  );
}

function UnitField({ draft, set }: FieldsProps) {
  const { a, d } = useAdmin();
  const units = useUnits();
  return (
    <SelectField
      id="term.unit"
      label={a.people.unit}
      none={d.form.choose}
      value={draft.unit}
      onChange={(unit) => set({ unit })}
      options={(units.data ?? []).map(({ name, displayName }) => [name ?? "", displayName ?? ""])}
    />
  );
}

/** The town narrows the courts down; a grid is one of the villages that the court answers for. */
function CourtFields({ draft, set }: FieldsProps) {
  const { a, d } = useAdmin();
  const towns = useRegions({ level: "TOWN" });
  const courts = useCourts();
  const [town, setTown] = useState("");
  const isWorker = draft.role === "ROLE_GRID_WORKER";
  const villages = useRegions({ parent: `regions/${town}` }, isWorker && town !== "");
  const covers = courts.data?.byName.get(draft.court)?.covers ?? [];
  return (
    <>
      <div className="row-fields">
        <SelectField
          id="town"
          label={a.people.place}
          none={d.form.choose}
          value={town}
          onChange={(next) => {
            setTown(next);
            set({ court: "", grid: "" });
          }}
          options={(towns.data ?? []).map(({ code, displayName }) => [code, displayName])}
        />
        <SelectField
          id="term.court"
          label={a.people.court}
          none={d.form.choose}
          value={draft.court}
          onChange={(next) => set({ court: next, grid: "" })}
          options={(courts.data?.courts ?? [])
            .filter(({ regionCode, state }) => town && regionCode.startsWith(town) && state !== "COURT_STATE_CLOSED")
            .map(({ name, displayName }) => [name ?? "", displayName])}
        />
        {isWorker && (
          <SelectField
            id="term.grid"
            label={a.people.grid}
            none={d.form.choose}
            value={draft.grid}
            onChange={(grid) => set({ grid })}
            options={(villages.data ?? [])
              .filter(({ code }) => covers.includes(code))
              .map(({ code, displayName }) => [code, displayName])}
          />
        )}
      </div>
      {isWorker && (
        <TickField
          id="term.committeeStaff"
          label={a.people.committeeTick}
          checked={draft.isCommittee}
          onChange={(isCommittee) => set({ isCommittee })}
        />
      )}
    </>
  );
}
