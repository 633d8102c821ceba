/** The real program on a folder of its own, a line to it, and a browser: what a scenario needs. */
import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { Line } from "./proxy.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
export const PROGRAM = join(
  process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"),
  process.env.PROFILE ?? "debug",
  "sharedcourt",
);
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** How long anything may take before a scenario is over. */
export const PATIENCE = 60_000;

export const COURT = "courts/330783201203";
export const DIRECTOR = "people/director-330783201203";
export const WORKER = "people/worker-330783201203-1";
export const OTHER_WORKER = "people/worker-330783201203-2";
export const PIN = "739154";

const run = promisify(execFile);

/** The flags with which most installations start. */
export const BEGINNINGS: string[][] = [[], ["--demo=story"]];
/** Where a folder of beginnings, if there is one, has that of these flags. */
const beginningOf = (beginnings: string | undefined, more: string[]): string | undefined =>
  beginnings ? join(beginnings, more.join(" ").replace(/[^\w=]+/g, "") || "demo") : undefined;

// biome-ignore lint/suspicious/noExplicitAny: answers of the contract, read loosely
export type Answer = any;

export class Installation {
  readonly folder: string;
  private process: ChildProcess;
  port: number;
  readonly line: Line;
  private readonly more: string[];
  private readonly tokens = new Map<string, string>();

  private constructor(folder: string, started: { process: ChildProcess; port: number }, line: Line, more: string[]) {
    this.folder = folder;
    this.process = started.process;
    this.port = started.port;
    this.line = line;
    this.more = more;
  }

  static async start(more: string[] = []): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), "sharedcourt-pages-"));
    const begun = beginningOf(process.env.SHAREDCOURT_BEGINNINGS, more);
    if (begun && existsSync(begun)) cpSync(begun, folder, { recursive: true });
    const started = await launch(folder, "127.0.0.1:0", more);
    return new Installation(folder, started, await Line.to(started.port), more);
  }

  /** Makes once what installations with these flags begin with, in a folder of beginnings. */
  static async prepare(beginnings: string, more: string[]): Promise<void> {
    const { process } = await launch(beginningOf(beginnings, more) ?? "", "127.0.0.1:0", more);
    const ended = once(process, "exit");
    // It ends by itself, so that all is on disk.
    process.kill("SIGTERM");
    await ended;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }

  /** Starts again on the same folder and the same port. */
  async again(): Promise<void> {
    const started = await launch(this.folder, `127.0.0.1:${this.port}`, this.more);
    this.process = started.process;
  }

  async stop(): Promise<void> {
    await this.line.close();
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs the program beside the one that serves. */
  program = (arguments_: string[]) => run(PROGRAM, [...arguments_, "--data", this.folder]);

  private async token(person: string): Promise<string> {
    const known = this.tokens.get(person);
    if (known) return known;
    const { stdout } = await this.program(["token", person.replace("people/", "")]);
    this.tokens.set(person, stdout.trim());
    return stdout.trim();
  }

  /** A call of somebody else's, straight to the program. */
  async call(person: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.token(person)}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  /** The same for an answer of bytes. */
  async bytes(person: string, path: string, headers = {}): Promise<{ status: number; bytes: Buffer }> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      headers: { authorization: `Bearer ${await this.token(person)}`, ...headers },
    });
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  async done(person: string, path: string, body: unknown): Promise<Answer> {
    const answer = await this.call(person, "POST", path, body);
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  task = async (name: string, person = "people/officer"): Promise<Answer> =>
    (await this.call(person, "GET", `/v1/${name}`)).body;

  /** A task of the officer's, at the court of the village. */
  async filed(party: string, more: Record<string, unknown> = {}): Promise<string> {
    const task = await this.done("people/officer", "/v1/tasks", {
      requestId: crypto.randomUUID(),
      task: {
        kind: "SERVICE_OF_PROCESS",
        addressee: { displayName: party, identityNumber: "11010519491231002X" },
        address: "东阳市三单乡前田村12号",
        caseNumber: "（2026）浙0783执17号",
        documents: [{ title: "执行通知书", copies: 2 }],
        instructions: "家中有狗，请先打电话。",
        contact: { displayName: "王法官", phone: "0579-86690000" },
        ...more,
      },
    });
    return task.name as string;
  }

  /** A task of the officer's that the director has given to a worker. */
  async assigned(party: string, more: Record<string, unknown> = {}, worker = WORKER): Promise<string> {
    const name = await this.filed(party, more);
    await this.done(DIRECTOR, `/v1/${name}:assign`, { worker });
    return name;
  }

  /** Declares a file, and sends it where it is to arrive. Its name. */
  async evidence(person: string, bytes: Buffer, mediaType: string, arrives = true): Promise<string> {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const evidence = { sha256, sizeBytes: String(bytes.length), mediaType };
    await this.done(person, "/v1/evidence", { requestId: crypto.randomUUID(), evidence });
    if (!arrives) return `evidence/${sha256}`;
    const response = await fetch(`http://127.0.0.1:${this.port}/v1/evidence/${sha256}/content`, {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${await this.token(person)}`,
        "upload-offset": "0",
        "upload-complete": "?1",
      },
      body: new Uint8Array(bytes),
    });
    assert.ok(response.ok, `upload: ${response.status} ${await response.text()}`);
    return `evidence/${sha256}`;
  }
}

async function launch(
  folder: string,
  listen: string,
  more: string[],
): Promise<{ process: ChildProcess; port: number }> {
  const demo = more.some((each) => each.startsWith("--demo")) ? [] : ["--demo"];
  const process = spawn(PROGRAM, ["serve", ...demo, "--data", folder, "--listen", listen, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const port = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the program did not start: ${said}`)), 60_000);
    process.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    process.on("exit", (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
    process.stdout?.on("data", (chunk) => {
      said += chunk;
      assert.ok(!said.includes("网页未构建"), "the program has no pages in it");
      const found = said.match(/→ http:\/\/127\.0\.0\.1:(\d+)/);
      if (!found) return;
      clearTimeout(late);
      resolve(Number(found[1]));
    });
  });
  return { process, port };
}

/** Fonts of the papers, so that pages look the same on every machine. */
function fonts(folder: string): string {
  const path = join(folder, "fonts.conf");
  writeFileSync(
    path,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${ROOT}services/papers/fonts</dir>` +
      `<dir>/usr/share/fonts</dir><cachedir>${folder}/fonts</cachedir></fontconfig>`,
  );
  return path;
}

/** Where a browser goes. */
interface Place {
  line: { readonly url: string };
}

export class Chrome {
  private readonly browser: Browser;
  private readonly folder: string;
  /** What went wrong in any page: violations of policies, exceptions, requests to other origins. */
  readonly faults: string[] = [];

  private constructor(browser: Browser, folder: string) {
    this.browser = browser;
    this.folder = folder;
  }

  static async start(): Promise<Chrome> {
    const folder = mkdtempSync(join(tmpdir(), "sharedcourt-chrome-"));
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
      ],
      env: { ...process.env, FONTCONFIG_FILE: fonts(folder) } as Record<string, string>,
    });
    return new Chrome(browser, folder);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A phone of its own: its storage, its position. */
  async phone(
    installation: Place,
    options: { locale?: string; width?: number; height?: number; scale?: number } = {},
  ): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      baseURL: installation.line.url,
      viewport: { width: options.width ?? 360, height: options.height ?? 740 },
      deviceScaleFactor: options.scale ?? 1,
      hasTouch: true,
      locale: options.locale ?? "zh-CN",
      timezoneId: "Asia/Shanghai",
      geolocation: { latitude: 29.0551, longitude: 120.4321, accuracy: 8 },
      permissions: ["geolocation"],
      serviceWorkers: "allow",
    });
    context.setDefaultTimeout(PATIENCE);
    this.guard(context, installation.line.url);
    return context;
  }

  /** A machine at the court, with a mouse and a keyboard. */
  async desk(installation: Place, options: { width?: number; height?: number } = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      baseURL: installation.line.url,
      viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
    });
    context.setDefaultTimeout(PATIENCE);
    this.guard(context, installation.line.url);
    return context;
  }

  /** Whatever a page does that it must not do is a fault of the scenario. */
  private guard(context: BrowserContext, origin: string): void {
    context.on("request", (request) => {
      const url = request.url();
      // The viewer of papers is the browser's own.
      if (/^chrome(-extension)?:/.test(url)) return;
      if (!url.startsWith(origin) && !url.startsWith("blob:") && !url.startsWith("data:"))
        this.faults.push(`another origin: ${url}`);
    });
    context.on("page", (page) => {
      page.on("pageerror", (fault) => this.faults.push(`exception: ${fault.message}`));
      page.on("console", (message) => {
        if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(message.text()))
          this.faults.push(`policy: ${message.text()}`);
      });
    });
  }

  assertClean(): void {
    assert.deepEqual(this.faults.splice(0), []);
  }
}

/** Has the pages of a phone begin in a language. */
export const speaking = (context: BrowserContext, tag: string): Promise<unknown> =>
  context.addInitScript((tag) => {
    // An empty page has no storage.
    if (location.protocol === "http:" && !localStorage.getItem("sharedcourt.language"))
      localStorage.setItem("sharedcourt.language", tag);
  }, tag);

export const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, level: 1 });

/** Ends every session of somebody's that a browser holds, as an administrator or an hour without a call would. */
export async function endSessions(installation: Installation, person: string): Promise<void> {
  const { body } = await installation.call(person, "GET", "/v1/sessions");
  for (const { name, method } of body.sessions as Answer[]) {
    if (method === "SIGN_IN_METHOD_DEVICE") continue;
    await installation.done(person, `/v1/${name}:end`, { requestId: crypto.randomUUID() });
  }
}

/** Types a PIN on the pad of the page. */
export async function typePin(page: Page, pin = PIN): Promise<void> {
  for (const digit of pin) await button(page, `数字 ${digit}`).click();
}

/** Signs a guest of the demonstration in and goes on to the phone's list, with a PIN set. */
export async function signIn(page: Page, label = "网格员（前田村）"): Promise<void> {
  await page.goto("/");
  await button(page, label).click();
  await heading(page, "设置 PIN").waitFor();
  await typePin(page);
  await page.getByText("再输一次").first().waitFor();
  await typePin(page);
  await heading(page, "今日任务").waitFor();
}

/** Comes to the page again with the PIN of before. */
export async function unlock(page: Page): Promise<void> {
  await heading(page, "请输入 PIN").waitFor();
  await typePin(page);
}

/** The card of somebody in the list. */
export const card = (page: Page, party: string) => page.getByRole("article").filter({ hasText: party });

export async function acceptTask(page: Page, party: string): Promise<void> {
  await card(page, party).getByRole("link", { name: /打开/ }).click();
  await heading(page, "新任务").waitFor();
  // Who assigned it and who filed it, by name and office.
  await page.getByText(/（庭务主任 · .+共享法庭）/).waitFor();
  await page.getByText(/（执行干警 · 东阳市人民法院）/).waitFor();
  await page.getByLabel("没有", { exact: true }).check();
  await button(page, "接收任务").click();
  await heading(page, party).waitFor();
}

/** A photo as a camera would give it: no two are the same. */
export async function photo(
  page: Page,
  seed: number,
  width = 800,
  height = 600,
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const base64 = await page.evaluate(
    async ([seed, width, height]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width as number, height as number];
      const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
      const image = pen.createImageData(canvas.width, canvas.height);
      let state = (seed as number) * 2654435761 + 1;
      for (let at = 0; at < image.data.length; at += 1) {
        state = (state * 1103515245 + 12345) % 2147483648;
        image.data[at] = at % 4 === 3 ? 255 : state >> 12;
      }
      pen.putImageData(image, 0, 0);
      return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] as string;
    },
    [seed, width, height] as const,
  );
  return { name: `photo-${seed}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

type Size = readonly [number, number];
const USUAL: Size = [800, 600];

export interface VisitOptions {
  seed: number;
  photos?: number;
  sign?: boolean;
  report?: boolean;
  /** Width and height of each photo. */
  size?: Size;
  door?: Size;
}

/** A visit from the packet to its record, by hand: arrival, door, delivery, photos, signature, check. */
export async function visit(page: Page, party: string, options: VisitOptions): Promise<void> {
  await heading(page, party).waitFor();
  await button(page, "到达，开始记录").click();
  await heading(page, "到达").waitFor();
  await page.getByLabel("拍门牌").setInputFiles(await photo(page, options.seed, ...(options.door ?? USUAL)));
  await button(page, "开始记录").click();
  await heading(page, "结果怎样？").waitFor();
  await page.getByLabel(/^已送到/).check();
  await button(page, "下一步").click();
  await handedOver(page, options.sign ?? false);
  await heading(page, "照片").waitFor();
  for (let at = 1; at <= (options.photos ?? 0); at += 1) {
    await page
      .getByLabel("拍照", { exact: true })
      .setInputFiles(await photo(page, options.seed * 100 + at, ...(options.size ?? USUAL)));
    await page.getByRole("img", { name: `第 ${at + 1} 张照片（过程）` }).waitFor();
  }
  await button(page, "下一步").click();
  await heading(page, "核对并保存").waitFor();
  if (options.report === false) await page.getByLabel("先存这次记录，改天再去").check();
  await button(page, "存好，有网自动报送").click();
  await heading(page, "存好了").waitFor();
}

/** The pages of the guide for papers that were handed over while nobody of the court was there. */
async function handedOver(page: Page, signs: boolean): Promise<void> {
  const next = button(page, "下一步");
  await page.getByLabel("不在场", { exact: true }).check();
  await next.click();
  await heading(page, "协助记录：文书已经交给对方").waitFor();
  await page.getByLabel("同住的成年家属").check();
  await page.getByLabel("姓名（不肯说可不填）").fill("李四");
  await next.click();
  await heading(page, "是哪一天去的？").waitFor();
  await button(page, "今天").click();
  await next.click();
  await heading(page, /在屏幕上签名/).waitFor();
  if (signs) await sign(page, "李四");
  await next.click();
  await heading(page, /逐份核对/).waitFor();
  await page.getByLabel("执行通知书").check();
  await next.click();
  await heading(page, "这次走访的效果").waitFor();
  await button(page, "继续").click();
}

/** Signs on the pad of a question of the guide. */
export async function sign(page: Page, signer: string): Promise<void> {
  await page.getByLabel("签名人姓名").fill(signer);
  await button(page, "请他签名").click();
  await scribble(page);
  await button(page, "确认签名").click();
  await page.getByText(`${signer}已签名`).waitFor();
}

export async function scribble(page: Page, name = "在方框内签名"): Promise<void> {
  const pad = page.getByRole("img", { name });
  const box = await pad.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  for (let at = 1; at <= 12; at += 1) await page.mouse.move(box.x + 20 + at * 12, box.y + 20 + (at % 3) * 15);
  await page.mouse.up();
}

/** Waits for a condition outside the page. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`it did not come to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Presses "send now" as often as it can be pressed, until what is looked for is there: the phone may send by itself first. */
export const sendUntil = <T>(page: Page, what: string, look: () => Promise<T | undefined | false>): Promise<T> =>
  until(what, async () => {
    const now = page.getByRole("button", { name: "现在报送", disabled: false });
    // Between looking and pressing the phone may have begun by itself, and the button is gone.
    if ((await now.count()) > 0) await now.click({ timeout: 1000 }).catch(() => undefined);
    return look();
  });
