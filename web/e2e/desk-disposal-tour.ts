/** A walk through the pages of disposals, in a court that has a story; the projects are made by it. */
import type { Page } from "playwright-core";
import { disposalEn } from "../src/words/desk/disposal-en.ts";
import { disposalZh } from "../src/words/desk/disposal-zh.ts";
import { idIn } from "./desk-offices-tour.ts";
import { type Stop, settled, signInAtDesk, someCase, type Tag, wordsOf } from "./desk-tour.ts";
import { type Answer, heading, type Installation } from "./installation.ts";

const OFFICER = "people/officer";
const CHIEF = "people/chief";

const day = (ago: number) => {
  const at = new Date(Date.now() + 8 * 3_600_000 - ago * 86_400_000);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
};
/** A day before today in Beijing, for a field. */
export const daysAgo = (ago: number): string => {
  const { year, month, day: date } = day(ago);
  return [year, month, date].map((part) => String(part).padStart(2, "0")).join("-");
};

let number = 0;

/** A project of the officer's on a case; `agreed` by every department, listed by the chief where it is to be `listed`. */
export async function project(
  installation: Installation,
  how: { agreed?: boolean; listed?: boolean },
): Promise<Answer> {
  const { id, number: caseNumber } = await someCase(installation);
  number += 1;
  const disposal = {
    title: `城南工业地块处置 ${number}`,
    case: `cases/${id}`,
    caseNumber,
    parcels: [
      {
        number: `330783001001GB00${number}`,
        location: "城南路1号",
        areaMu: "12.345",
        floorAreaM2: "8000.5",
        valuationFen: "1000000000",
      },
    ],
  };
  const made = await installation.done(OFFICER, "/v1/disposals", { requestId: crypto.randomUUID(), disposal });
  for (const unit of how.agreed || how.listed ? (made.requiredUnits as string[]) : []) {
    const opinion = { unit, stance: "OPINION_STANCE_AGREE" };
    await installation.done(CHIEF, `/v1/${made.name}/opinions`, { requestId: crypto.randomUUID(), opinion });
  }
  if (!how.listed) return made;
  const listing = {
    noticeDate: day(60),
    openDate: day(20),
    startPriceFen: "700000000",
    depositFen: "100000000",
  };
  const parcel = made.parcels[0].name;
  return installation.done(CHIEF, `/v1/${made.name}/listings`, { requestId: crypto.randomUUID(), parcel, listing });
}

export async function disposalTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const p = tag === "en" ? disposalEn : disposalZh;
  const [asked, ready, listed] = [
    await project(installation, {}),
    await project(installation, { agreed: true }),
    await project(installation, { listed: true }),
  ];
  await signInAtDesk(page, tag === "en" ? "Bureau chief" : "执行局长", d.modules.approvals);
  await page.goto("/desk/disposals");
  await page.locator("main tbody a").first().waitFor();
  await settled(page);
  await stop("disposals");
  for (const [screen, of] of Object.entries({ asked, ready, listed })) {
    await page.goto(`/desk/disposals/${idIn(of)}`);
    await page.locator(".part").waitFor();
    await stop(screen);
  }
  const { id } = await someCase(installation);
  await page.goto(`/desk/disposals/new?case=${id}`);
  await page.getByLabel(p.title).waitFor();
  await page.getByRole("button", { name: p.add }).click();
  await stop("new-disposal");
  await page.goto(`/desk/disposals/${idIn(asked)}/opinion`);
  await page.getByLabel(p.stances.OPINION_STANCE_OBJECT, { exact: true }).check();
  await stop("opinion");
  const parcelOf = ({ parcels: [parcel] }: Answer) => parcel.name.split("/").pop();
  for (const [of, act] of [
    [ready, "list"],
    [listed, "sell"],
    [listed, "fail"],
  ] as const) {
    await page.goto(`/desk/disposals/${idIn(of)}/${parcelOf(of)}/${act}`);
    await heading(page, p.acts[act].title).waitFor();
    await page.locator("form.act").waitFor();
    await stop(act);
  }
  await page.goto(`/desk/disposals/${idIn(ready)}/withdraw`);
  await page.getByLabel(p.withdrawWhy).waitFor();
  await stop("withdraw");
}

/** What a unit that was asked sees of it. */
export async function disposalClerkTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const asked = await project(installation, {});
  await signInAtDesk(page, tag === "en" ? "Clerk of a unit" : "协作单位经办人", d.modules.todo);
  await page.goto("/desk/disposals");
  await page.locator("main tbody a").first().waitFor();
  await stop("disposals");
  await page.goto(`/desk/disposals/${idIn(asked)}`);
  await page.locator("form.act").waitFor();
  await stop("asked");
}
