/** The main job on the cluster: two replicas of every service on PostgreSQL and Redis, by the pages alone. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { acceptTask, button, Chrome, card, heading, signIn, until, visit } from "./installation.ts";
import { LYING } from "./village-tour.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** How many ports the cluster takes, one after the other, and one more for its gateway. */
const PORTS = 12;

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  const bound = await Promise.race([
    once(server.listen(port, "127.0.0.1"), "listening").then(() => true),
    once(server, "error").then(() => false),
  ]).catch(() => false);
  if (bound) await once(server.close(), "close");
  return bound;
};

/** The first of as many free ports in a row, below those that the system gives to whom it likes. */
async function freePorts(): Promise<number> {
  for (let first = 20_000; first < 32_000; first += PORTS) {
    const places = Array.from({ length: PORTS }, (_, place) => first + place);
    if ((await Promise.all(places.map(isFree))).every(Boolean)) return first;
  }
  throw new Error("no free ports");
}

let cluster: ChildProcess | undefined;
after(async () => {
  if (!cluster || cluster.exitCode !== null) return;
  const ended = once(cluster, "exit");
  // All of it is one group of processes.
  process.kill(-(cluster.pid ?? 0), "SIGTERM");
  await ended;
});

async function start(): Promise<{ line: { url: string } }> {
  const first = await freePorts();
  const listen = `127.0.0.1:${first + PORTS - 1}`;
  cluster = spawn("scripts/with-postgres", ["scripts/cluster"], {
    cwd: ROOT,
    stdio: "ignore",
    detached: true,
    env: { ...process.env, PORT: String(first), LISTEN: listen },
  });
  const url = `http://${listen}`;
  await until("the gateway answers for all services", async () => {
    if (cluster?.exitCode !== null) throw new Error("the cluster has ended");
    return await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return { line: { url } };
}

test("a task is filed, assigned, accepted, visited, reported and approved by three people on three machines", async () => {
  const place = await start();
  const chrome = await Chrome.start();
  after(() => chrome.stop());
  const party = "集群甲";

  const officer = await (await chrome.desk(place)).newPage();
  await officer.goto("/");
  await button(officer, "执行干警").click();
  await heading(officer, "工作台").waitFor();
  await officer.goto("/desk/tasks/new");
  await officer.getByLabel("当事人", { exact: true }).fill(party);
  await officer.getByLabel("地址", { exact: true }).fill("三单乡前田村12号");
  await officer.getByText("将派给：").waitFor();
  await button(officer, "核对").click();
  await button(officer, "派发任务").click();
  await heading(officer, `协助送达 · ${party}`).waitFor();

  const director = await (await chrome.phone(place, LYING)).newPage();
  await director.goto("/");
  await button(director, "庭务主任（前田村）").click();
  await card(director, party).getByRole("link").click();
  await director
    .getByRole("button", { name: /^指派给/ })
    .first()
    .click();
  await director.getByText(new RegExp(`“${party}”已指派给`)).waitFor();

  const worker = await (await chrome.phone(place)).newPage();
  await signIn(worker);
  await acceptTask(worker, party);
  await worker.getByText(/后自动清除/).waitFor();
  await visit(worker, party, { seed: 400, photos: 1 });
  await button(worker, "待报送").click();
  await worker.getByText("全部到法院 ✓").first().waitFor();

  await officer.reload();
  await officer.getByRole("button", { name: "通过", exact: true }).click();
  await officer.getByText(`已通过：${party}`).waitFor();
  chrome.assertClean();
});
