/** The particulars of the people's court, as its papers bear them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";

type PeoplesCourt = Schemas["sharedcourt.courts.v1.PeoplesCourt"];

export default function OwnCourt() {
  const { a } = useAdmin();
  const { terms } = usePresent();
  const region = terms.find(({ regionCode }) => regionCode)?.regionCode?.slice(0, 6) ?? "";
  const filter = filterOf({ region });
  const read = useQuery({
    ...PLAIN,
    queryKey: ["people's courts", filter],
    queryFn: () => data(court.GET("/v1/peoplesCourts", { params: { query: { filter, pageSize: 1000 } } })),
  });
  return (
    <Page title={a.ownCourt.title}>
      <Answer read={read} lines={6}>
        {({ peoplesCourts }) =>
          (peoplesCourts ?? []).length === 0 ? (
            <p className="empty">{a.ownCourt.empty}</p>
          ) : (
            (peoplesCourts ?? []).map((each) => <Particulars key={`${each.name} ${each.etag}`} of={each} />)
          )
        }
      </Answer>
    </Page>
  );
}

const FIELDS = [
  ["displayName", 40],
  ["displayNameEn", 120],
  ["caseNumberCode", 20],
  ["address", 200],
  ["telephone", 32],
] as const;
type Field = (typeof FIELDS)[number][0];

function Particulars({ of }: { of: PeoplesCourt }) {
  const { a } = useAdmin();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [said, setSaid] = useState<Record<Field, string>>({
    displayName: of.displayName,
    displayNameEn: of.displayNameEn ?? "",
    caseNumberCode: of.caseNumberCode ?? "",
    address: of.address ?? "",
    telephone: of.telephone ?? "",
  });
  const again = () => queries.invalidateQueries({ queryKey: ["people's courts"] });
  const submit = () =>
    void acting.run(JSON.stringify(said), async (requestId) => {
      await data(
        court.PATCH("/v1/peoplesCourts/{peoplesCourtId}", {
          params: {
            path: { peoplesCourtId: idOf(of.name) },
            query: { requestId, updateMask: FIELDS.map(([name]) => name).join(",") },
          },
          body: { ...(of.name ? { name: of.name } : {}), ...(of.etag ? { etag: of.etag } : {}), ...said },
        }),
      );
      report(a.ownCourt.changed);
      await again();
    });
  const isSame = FIELDS.every(([name]) => said[name] === (of[name] ?? ""));
  return (
    <ActForm
      acting={acting}
      label={a.ownCourt.save}
      lacks={isSame || !said.displayName.trim()}
      onSubmit={submit}
      onChanged={again}
      now={of.displayName}
    >
      <p className="reason">{a.ownCourt.hint(shortMoment(of.updateTime))}</p>
      {FIELDS.map(([name, maxLength]) => (
        <TextField
          key={name}
          id={`peoplesCourt.${name}`}
          label={a.ownCourt.fields[name]}
          value={said[name]}
          maxLength={maxLength}
          onChange={(value) => setSaid({ ...said, [name]: value })}
        />
      ))}
    </ActForm>
  );
}
