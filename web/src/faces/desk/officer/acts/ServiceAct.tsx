/** An act of service as it was entered: from which day it counts and why, with its proof of service beside it. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../../contract/client.ts";
import { labelText } from "../../../../contract/labels.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { Answer, Page } from "../../parts/Page.tsx";
import { Papers } from "../../parts/Papers.tsx";
import { ONCE } from "../../parts/reading.ts";
import { dayText, shortMoment } from "../../parts/values.ts";
import { Reasons } from "../Reasons.tsx";
import type { ActProps } from "./act.ts";

export default function ServiceActPage({ rest: [id = ""], back }: ActProps) {
  const { d, tag } = useDesk();
  const read = useQuery({
    ...ONCE,
    queryKey: ["service act", id],
    queryFn: () => data(court.GET("/v1/serviceActs/{serviceActId}", { params: { path: { serviceActId: id } } })),
  });
  const act = read.data;
  return (
    <Page title={act?.document?.title || d.service.title} back={back}>
      <Answer read={read} lines={8}>
        {(found) => (
          <div className="halves">
            <div>
              <Facts
                rows={[
                  [d.service.mode, d.serviceModes[found.mode]],
                  [d.service.addressee, found.addressee?.displayName],
                  [d.serve.fields.recipient, found.recipient?.displayName],
                  [d.service.served, dayText(found.servedDate ?? found.postalReceiptDate, tag)],
                  [d.service.counts, dayText(found.deemedDate, tag)],
                  [d.serve.recorder, labelText(found, found.recorder)],
                  [d.serve.entered, shortMoment(found.createTime)],
                ]}
              />
              <h2>{d.service.basis}</h2>
              <Reasons reasons={found.basis ?? []} />
            </div>
            <Papers
              heading={d.request.papers}
              papers={[
                { path: `/v1/serviceActs/${id}/document`, title: d.service.paper },
                ...(found.evidence ?? []).map((name, at) => ({
                  path: `/v1/${name}/content`,
                  title: d.request.attached(at + 1),
                })),
              ]}
            />
          </div>
        )}
      </Answer>
    </Page>
  );
}
