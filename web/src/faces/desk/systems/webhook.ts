/** Where a unit's own system is notified. */
import { court, data } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";

export type Webhook = Schemas["sharedcourt.investigation.v1.UnitWebhook"];

export const webhookOf = (unitId: string): Promise<Webhook> =>
  data(court.GET("/v1/units/{unitId}/webhook", { params: { path: { unitId } } }));

interface Answers {
  taken: string;
  silent: string;
  refused: (status: number) => string;
}

/** What the other side answered last: a status of HTTP, 0 where nobody answered. */
export function answerText(status: number, { taken, silent, refused }: Answers): string {
  if (status === 0) return silent;
  return status >= 200 && status < 300 ? taken : refused(status);
}
