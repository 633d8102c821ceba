import { expect, test } from "vitest";
import { byTopic, type Fact, type Seizure, seizureSteps, topicsOf } from "./property.ts";

test("facts stand by topic, the newest first", () => {
  const fact = (topic: Fact["topic"], text: string) => ({ topic, text }) as Fact;
  const facts = [fact("TOPIC_WORK", "a"), fact("TOPIC_VEHICLE", "b"), fact("TOPIC_WORK", "c")];
  const found = byTopic(facts, ["TOPIC_RESIDENCE", "TOPIC_WORK", "TOPIC_VEHICLE"]);
  expect(found.map(([topic, all]) => [topic, all.map(({ text }) => text)])).toEqual([
    ["TOPIC_WORK", ["c", "a"]],
    ["TOPIC_VEHICLE", ["b"]],
  ]);
});

test("where somebody lives is no property", () => {
  const words = { TOPIC_UNSPECIFIED: "", TOPIC_RESIDENCE: "r", TOPIC_VEHICLE: "v" } as Parameters<typeof topicsOf>[0];
  expect(topicsOf(words, true).map(([topic]) => topic)).toEqual(["TOPIC_VEHICLE"]);
  expect(topicsOf(words, false).map(([topic]) => topic)).toEqual(["TOPIC_RESIDENCE", "TOPIC_VEHICLE"]);
});

test("who recorded a seizure neither publishes nor renews it", () => {
  const of = (state: Seizure["state"]) => seizureSteps({ state, proposer: "people/a" } as Seizure, "people/a");
  expect(of("SEIZURE_STATE_RECORDED")).toEqual(["release"]);
  expect(seizureSteps({ state: "SEIZURE_STATE_RECORDED", proposer: "people/a" } as Seizure, "people/b")).toEqual([
    "publish",
    "release",
  ]);
  expect(of("SEIZURE_STATE_IN_FORCE")).toEqual(["release"]);
  expect(seizureSteps({ state: "SEIZURE_STATE_IN_FORCE" } as Seizure, "people/b")).toEqual(["renew", "release"]);
  expect(of("SEIZURE_STATE_LAPSED")).toEqual([]);
});
