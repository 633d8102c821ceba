/** Makes the types of the contract, as answers state them: names of enum values, and fields that are there or are not. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Requests may say null for absence, a number for an enum value and a text for a number; answers never do. The pages say what answers
 * say, so that one type serves both ways.
 */
export function strict(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== "object") return schema;
  const { anyOf, type, ...rest } = schema;
  const all = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, strict(value)]));
  if (Array.isArray(type)) {
    const types = type.filter((each) => each !== "null");
    all.type =
      (types.includes("number")
        ? "number"
        : types.includes("integer") && !types.includes("string")
          ? "integer"
          : types[0]) ?? "null";
    if (types.includes("integer") && all.format !== "int64" && all.format !== "uint64") all.type = "integer";
  } else if (type !== undefined) {
    all.type = strict(type);
  }
  // A field that is called like a word of the schema is a schema of its own.
  if (!Array.isArray(anyOf)) return anyOf === undefined ? all : { ...all, anyOf: strict(anyOf) };
  const isNull = (each: Json) =>
    typeof each === "object" && each !== null && !Array.isArray(each) && each.type === "null";
  const options = anyOf.filter((each) => !isNull(each));
  const named = options.find(
    (each) => typeof each === "object" && each !== null && !Array.isArray(each) && "enum" in each,
  );
  if (named) return { ...all, ...(strict(named) as { [key: string]: Json }) };
  if (options.length === 1) {
    const only = strict(options[0] ?? null) as { [key: string]: Json };
    return "$ref" in only ? only : { ...all, ...only };
  }
  return { ...all, anyOf: options.map(strict) };
}

function main(): void {
  const here = fileURLToPath(new URL("..", import.meta.url));
  const document = JSON.parse(readFileSync(join(here, "generated/openapi.json"), "utf8")) as Json;
  const folder = mkdtempSync(join(tmpdir(), "contract-"));
  const input = join(folder, "openapi.json");
  writeFileSync(input, JSON.stringify(strict(document)));
  const made = spawnSync(
    process.execPath,
    [
      join(here, "build/types/node_modules/openapi-typescript/bin/cli.js"),
      input,
      "--output",
      join(here, "generated/contract.ts"),
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  rmSync(folder, { recursive: true, force: true });
  process.exit(made.status ?? 1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
