/** S3: what the court's work comes to, with what each figure is made of; and the figures that were frozen. */
import { useQuery } from "@tanstack/react-query";
import { court } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { addressOf, data } from "../parts/answers.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { idOf, link } from "../router.ts";
import { DaysChoice } from "./DaysChoice.tsx";
import { asked, pathFor, useWindow } from "./days.ts";
import { FigureTable } from "./FigureTable.tsx";
import { Freeze } from "./Freeze.tsx";
import { OneIndicator } from "./OneIndicator.tsx";
import { SNAPSHOTS } from "./paths.ts";
import { Snapshot, Snapshots } from "./Snapshots.tsx";

export default function Indicators({ rest: [first, second] }: ScreenProps) {
  if (first === SNAPSHOTS) return second ? <Snapshot key={second} id={second} /> : <Snapshots />;
  return first ? <OneIndicator key={first} id={first} /> : <All />;
}

function All() {
  const { d } = useDesk();
  const window = useWindow();
  const query = asked({ ...window, region: "" });
  const read = useQuery({
    ...PLAIN,
    queryKey: ["indicators", query],
    queryFn: () => data(court.GET("/v1/indicators", { params: { query } })),
  });
  return (
    <Page
      title={d.indicators.title}
      beside={
        <a className="button" {...link(`/indicators/${SNAPSHOTS}`)}>
          {d.indicators.snapshots}
        </a>
      }
    >
      <DaysChoice path="/indicators" window={window} />
      <Answer read={read} lines={12}>
        {(answer) => (
          <FigureTable
            caption={d.indicators.title}
            rows={answer.indicators ?? []}
            pathOf={({ name }) => pathFor(`/${idOf(name)}`, { ...window, region: "" })}
            isCompared
            exported={addressOf(answer)}
          />
        )}
      </Answer>
      <Freeze days={window.days} />
    </Page>
  );
}
