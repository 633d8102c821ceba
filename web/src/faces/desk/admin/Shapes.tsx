/** M2: the borders of towns and villages from a file of a mapping program: first checked by the court, then entered, all or none. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { Problem } from "../../../contract/problem.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { PickFiles } from "../parts/PickFiles.tsx";
import { Rows } from "../parts/Rows.tsx";
import { PLAIN } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { useRegions } from "./reading.ts";
import { aboutCell } from "./register/rows.ts";
import { featureOf, type ReadShapes, readShapes } from "./shapes.ts";

type Result = Schemas["sharedcourt.courts.v1.ImportResult"];

export function Shapes() {
  const { a } = useAdmin();
  return (
    <Page title={a.shapes.title} back={{ path: "/network", title: a.network.title }}>
      <Form />
    </Page>
  );
}

/** Which towns have a border, county by county. */
function useTownsWithBorder(codes: readonly string[]) {
  const counties = [...new Set(codes.map((code) => code.slice(0, 6)))];
  return useQuery({
    ...PLAIN,
    queryKey: ["borders", ...counties],
    enabled: counties.length > 0,
    queryFn: async () => {
      const read = counties.map((regionCode) => {
        const params = { query: { regionCode, level: "REGION_LEVEL_TOWN" } } as const;
        return data(court.GET("/v1/regions:shapes", { params, parseAs: "json" }));
      });
      const collections = (await Promise.all(read)) as { features?: { id?: string }[] }[];
      return new Set(collections.flatMap(({ features }) => (features ?? []).map(({ id }) => id ?? "")));
    },
  });
}

function Standing() {
  const { a, w } = useAdmin();
  const towns = useRegions({ level: "TOWN" });
  const codes = (towns.data ?? []).map(({ code }) => code ?? "");
  const read = useTownsWithBorder(codes);
  return (
    <Answer read={read}>
      {(known) => {
        const without = (towns.data ?? []).filter(({ code }) => !known.has(code ?? ""));
        const names = without.map(({ displayName }) => displayName ?? "").join(w.joiner);
        return (
          <>
            <p>{a.shapes.standing(codes.length - without.length, codes.length)}</p>
            {without.length > 0 && without.length < codes.length && <p>{a.shapes.without(names)}</p>}
            <p className="soft">{without.length > 0 ? a.shapes.sketch : a.shapes.whole}</p>
          </>
        );
      }}
    </Answer>
  );
}

function Form() {
  const { a } = useAdmin();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [files, setFiles] = useState<File[]>([]);
  const [found, setFound] = useState<ReadShapes>();
  // What the court said holds for the file that it was asked about.
  const [checked, setChecked] = useState<{ of: ReadShapes; result: Result }>();
  const result = found && checked?.of === found ? checked.result : undefined;
  const fault = acting.refused?.fault;
  const refused = fault instanceof Problem && fault.refused.errors.length > 0 ? fault.refused.errors : undefined;
  const faults = [
    ...(found?.faults ?? []).map(({ feature, wrong }) => ({ feature, text: a.shapes.wrong[wrong] })),
    ...(refused ?? []).map(({ field, detail }) => {
      const feature = featureOf(field);
      return { feature, text: feature === undefined ? detail : aboutCell(detail) };
    }),
  ].map((each, at) => ({ ...each, key: String(at) }));
  const pick = async (picked: File[]) => {
    setFiles(picked);
    acting.clear();
    const [file] = picked;
    setFound(file ? readShapes(await file.text()) : undefined);
  };
  const submit = () =>
    found &&
    void acting.run(`${result ? "import" : "check"} ${files[0]?.name} ${files[0]?.lastModified}`, async (requestId) => {
      const body = { requestId, validateOnly: !result, shapes: found.shapes };
      const answer = await data(court.POST("/v1/regions:importShapes", { body }));
      if (!result) return setChecked({ of: found, result: answer });
      report(a.register.imported(answer.created ?? 0, answer.updated ?? 0, answer.unchanged ?? 0));
      setFiles([]);
      setFound(undefined);
      await queries.invalidateQueries({ queryKey: ["borders"] });
    });
  const codeOf = (feature: number | undefined) =>
    feature === undefined ? "" : (found?.shapes[feature - 1]?.regionCode ?? "");
  return (
    <ActForm
      // The features at fault stand in the table below.
      acting={refused ? { ...acting, refused: undefined } : acting}
      label={result ? a.shapes.enter(found?.shapes.length ?? 0) : a.register.check}
      lacks={!found || found.faults.length > 0}
      onSubmit={submit}
      beside={
        <section>
          <h2>{a.register.standing}</h2>
          <Standing />
          {found && <p role="status">{a.shapes.read(found.shapes.length)}</p>}
          {result && (
            <p role="status">
              <span className="mark good">{a.register.good}</span>{" "}
              {a.register.would(result.created ?? 0, result.updated ?? 0, result.unchanged ?? 0)}
            </p>
          )}
        </section>
      }
    >
      <p className="reason">{a.shapes.hint}</p>
      <PickFiles
        id="shapes-file"
        label={a.shapes.file}
        choose={a.register.choose}
        hint={a.shapes.fileHint}
        accept=".geojson,.json,application/geo+json,application/json"
        files={files}
        onChange={(picked) => void pick(picked)}
      />
      {faults.length > 0 && (
        <section>
          <h2>{a.register.faults(faults.length)}</h2>
          <div role="status">
            <Rows
              rows={faults}
              caption={a.register.faults(faults.length)}
              keyOf={({ key }) => key}
              empty=""
              columns={[
                { title: a.shapes.feature, cell: ({ feature }) => feature, width: "5rem" },
                { title: a.shapes.code, cell: ({ feature }) => codeOf(feature), width: "8rem" },
                { title: a.register.fault, cell: ({ text }) => text },
              ]}
            />
          </div>
        </section>
      )}
    </ActForm>
  );
}
