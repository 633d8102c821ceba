/** The units in which figures are written, in both languages. */
import type { UnitWords } from "../../figures/figures.ts";

export const unitsZh: UnitWords = {
  units: {
    percent: "%",
    days: "天",
    minutes: "分钟",
    cases: "件",
    items: "项",
    "person-times": "人次",
    people: "人",
    courts: "个",
    parcels: "宗",
    CNY: "元",
    "CNY-per-mu": "元/亩",
    mu: "亩",
    m2: "㎡",
  },
  money: [
    { from: 1e8, by: 1e8, unit: "亿元" },
    { from: 1e4, by: 1e4, unit: "万元" },
  ],
  area: [{ from: 1e4, by: 1e4, unit: "万㎡" }],
  points: "个百分点",
};

export const unitsEn: UnitWords = {
  units: {
    percent: "%",
    days: "days",
    minutes: "min",
    cases: "cases",
    items: "items",
    "person-times": "person-times",
    people: "people",
    courts: "courts",
    parcels: "parcels",
    CNY: "CNY",
    "CNY-per-mu": "CNY/mu",
    mu: "mu",
    m2: "m²",
  },
  money: [
    { from: 1e9, by: 1e9, unit: "bn CNY" },
    { from: 1e6, by: 1e6, unit: "m CNY" },
    { from: 1e4, by: 1e3, unit: "k CNY" },
  ],
  area: [],
  points: "points",
};
