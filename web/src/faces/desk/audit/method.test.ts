import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adminEn } from "../../../words/desk/admin/en.ts";
import { adminZh } from "../../../words/desk/admin/zh.ts";
import { kindOf, methodText, partsOf, reasonText } from "./method.ts";

const ROOT = new URL("../../../../../proto/sharedcourt", import.meta.url).pathname;

/** Every method of the contract by its full name. */
const methods = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".proto"))
  .flatMap((path) => {
    let service = "";
    return readFileSync(join(ROOT, path), "utf8")
      .split("\n")
      .flatMap((line) => {
        service = line.match(/^service (\w+)/)?.[1] ?? service;
        const name = line.match(/^ {2}rpc (\w+)/)?.[1];
        return name ? [`sharedcourt.x.v1.${service}.${name}`] : [];
      });
  });

test("every method of the contract has words in both languages", () => {
  expect(methods.length).toBeGreaterThan(200);
  for (const words of [adminZh.audit.methods, adminEn.audit.methods]) {
    const { services, verbs }: { services: Record<string, string>; verbs: Record<string, string> } = words;
    const without = methods.filter((method) => {
      const { service, verb } = partsOf(method);
      return !services[service] || !verbs[verb];
    });
    expect(without).toEqual([]);
  }
});

test("a method that this page does not know is something else that was done", () => {
  const { methods } = adminZh.audit;
  expect(methodText("sharedcourt.dispatch.v1.TaskService.ListTasks", methods)).toBe("任务：查询");
  expect(methodText("sharedcourt.dispatch.v1.TaskService/GetTask", methods)).toBe("任务：查看");
  expect(methodText("sharedcourt.x.v1.TaskService.FoldTask", methods)).toBe("任务：其他操作");
  expect(methodText("", methods)).toBe("其他操作");
});

test("a reason is shown as it was written", () => {
  expect(reasonText(encodeURIComponent("核对账号"))).toBe("核对账号");
  expect(reasonText("100%")).toBe("100%");
  expect(reasonText(undefined)).toBe("");
});

test("a resource is of a kind by its name", () => {
  expect(["cases/a", "people/a/terms/b", "units/u01/webhook"].map(kindOf)).toEqual(["cases", "terms", "units"]);
});
