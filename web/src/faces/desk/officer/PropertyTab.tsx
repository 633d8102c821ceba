/** What a case has of property: seizures and what has to follow them, property, leads. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActLink } from "../parts/ActLink.tsx";
import { listAt } from "../parts/exportFile.ts";
import { Answer } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { isoDay, shortMoment, worthText } from "../parts/values.ts";
import { idOf, pathWith } from "../router.ts";
import type { TabProps } from "./aboutCase.tsx";
import { useLeadColumns } from "./Leads.tsx";
import { caseDebtors, OF_CASE, useDutiesOf } from "./reading.ts";

export function PropertyTab({ id }: TabProps) {
  const { w, d } = useDesk();
  const filter = filterOf({ case: `cases/${id}` });
  const query = { filter, pageSize: OF_CASE };
  const seizures = useQuery({
    ...PLAIN,
    queryKey: ["case", id, "seizures"],
    queryFn: () => data(court.GET("/v1/seizures", { params: { query } })),
  });
  const assets = useQuery({
    ...PLAIN,
    queryKey: ["case", id, "assets"],
    queryFn: () => data(court.GET("/v1/assets", { params: { query } })),
  });
  const leads = useQuery({
    ...PLAIN,
    queryKey: ["case", id, "leads"],
    queryFn: () => data(court.GET("/v1/leads", { params: { query } })),
  });
  const leadColumns = useLeadColumns();
  return (
    <>
      <div className="beside">
        <ActLink path={`/cases/${id}/property/seize`}>{d.propertyActs.seize}</ActLink>
        <ActLink path={pathWith("/disposals", { case: id })}>{d.modules.disposals}</ActLink>
      </div>
      <h2>{d.case.debtors}</h2>
      <Debtors id={id} />
      <h2>{d.property.seizures}</h2>
      <Answer read={seizures}>
        {(page) => (
          <Rows
            rows={page.seizures ?? []}
            caption={d.property.seizures}
            keyOf={({ name }) => name ?? ""}
            pathOf={({ name }) => `/cases/${id}/property/${idOf(name)}`}
            empty={d.property.noSeizures}
            exported={listAt("/v1/seizures", filter)}
            columns={[
              { title: d.property.what, cell: ({ description, propertyKey }) => description || propertyKey },
              { title: d.property.class, cell: ({ assetClass }) => d.assetClasses[assetClass], width: "7rem" },
              { title: d.property.value, cell: ({ valueFen }) => worthText(valueFen), align: "right", width: "9rem" },
              { title: d.property.lastDay, cell: ({ lastDay }) => isoDay(lastDay), width: "8rem" },
              {
                title: d.task.state,
                cell: ({ state, queuePosition }) =>
                  state === "SEIZURE_STATE_WAITING"
                    ? d.property.waiting(queuePosition ?? 0)
                    : d.seizureStates[state ?? "SEIZURE_STATE_UNSPECIFIED"],
                width: "8rem",
              },
            ]}
          />
        )}
      </Answer>
      <Duties id={id} />
      <h2>{d.property.assets}</h2>
      <Answer read={assets}>
        {(page) => (
          <Rows
            rows={page.assets ?? []}
            caption={d.property.assets}
            keyOf={({ name }) => name ?? ""}
            pathOf={({ debtor }) => `/cases/${id}/property/debtor/${idOf(debtor)}`}
            empty={d.property.noAssets}
            exported={listAt("/v1/assets", filter)}
            columns={[
              { title: d.property.what, cell: ({ description, propertyKey }) => description || propertyKey },
              { title: d.property.class, cell: ({ kind }) => w.topics[kind], width: "7rem" },
              {
                title: d.property.owners,
                cell: ({ owners }) => (owners ?? []).map(({ displayName }) => displayName).join(w.joiner),
              },
              { title: d.property.value, cell: ({ valueFen }) => worthText(valueFen), align: "right", width: "9rem" },
            ]}
          />
        )}
      </Answer>
      <h2>{d.property.leads}</h2>
      <Answer read={leads}>
        {(page) => (
          <Rows
            rows={page.leads ?? []}
            caption={d.property.leads}
            keyOf={({ name }) => name ?? ""}
            empty={d.lead.emptyCase}
            exported={listAt("/v1/leads", filter)}
            columns={leadColumns}
          />
        )}
      </Answer>
    </>
  );
}

/** The debtors of the case: whose property is looked into, and whose not yet. */
function Debtors({ id }: { id: string }) {
  const { d } = useDesk();
  const read = useQuery(caseDebtors(id));
  const pathOf = ({ party, debtor }: { party?: string; debtor?: string }) =>
    debtor
      ? `/cases/${id}/property/debtor/${idOf(debtor)}`
      : pathWith(`/cases/${id}/property/debtor`, { party: idOf(party) });
  return (
    <Answer read={read}>
      {({ debtors }) => (
        <Rows
          rows={debtors ?? []}
          caption={d.case.debtors}
          isSaved
          keyOf={({ party }) => party ?? ""}
          pathOf={pathOf}
          empty={d.propertyActs.noDebtors}
          columns={[
            { title: d.form.otherName, cell: ({ displayName }) => displayName },
            {
              title: d.propertyActs.debtor,
              cell: ({ debtor }) => (
                <span className="mark">{debtor ? d.propertyActs.lookedInto : d.propertyActs.notYet}</span>
              ),
              width: "16rem",
            },
          ]}
        />
      )}
    </Answer>
  );
}

/** What has to follow the seizures; where nothing does, nothing is said. */
function Duties({ id }: { id: string }) {
  const { d } = useDesk();
  const read = useDutiesOf(id);
  if (read.data && !read.data.duties?.length) return null;
  return (
    <>
      <h2>{d.propertyActs.duties}</h2>
      <Answer read={read}>
        {({ duties }) => (
          <Rows
            rows={duties ?? []}
            caption={d.propertyActs.duties}
            isSaved
            keyOf={({ name }) => name ?? ""}
            pathOf={({ name }) => `/cases/${id}/property/duty/${idOf(name)}`}
            empty={d.propertyActs.noDuties}
            columns={[
              { title: d.what, cell: ({ kind }) => d.dutyKinds[kind ?? "DUTY_KIND_UNSPECIFIED"] },
              { title: d.propertyActs.dutyTo, cell: ({ addressee }) => addressee },
              { title: d.propertyActs.since, cell: ({ createTime }) => shortMoment(createTime), width: "11rem" },
              {
                title: d.task.state,
                cell: ({ state }) => (
                  <span className="mark">{d.propertyActs.dutyStates[state ?? "DUTY_STATE_UNSPECIFIED"]}</span>
                ),
                width: "8rem",
              },
            ]}
          />
        )}
      </Answer>
    </>
  );
}
