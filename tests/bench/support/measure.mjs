// CPU time of things that take turns, so that a busy machine slows all alike.
import { seeded } from "../../support/sms-texts.mjs";

const SAMPLE_MS_MIN = 3;
const ROUNDS = 9;
const WARM_MS = 120;

export const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Milliseconds of one call, by name: medians over rounds; each round takes all in a new order. */
export function alternate(tasks, { rounds = ROUNDS, sampleMs = SAMPLE_MS_MIN } = {}) {
  const random = seeded(11);
  const names = Object.keys(tasks);
  const calls = Object.fromEntries(names.map((name) => [name, callsFor(tasks[name], sampleMs)]));
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = names.map((name) => [random(), name]).sort().map(([, name]) => name);
    for (const name of order) samples[name].push(sample(tasks[name], calls[name]));
  }
  return Object.fromEntries(names.map((name) => [name, median(samples[name])]));
}

/** How many calls fill a sample, once both compilers (JavaScript's and wasm's) have done their best. */
function callsFor(task, sampleMs) {
  const warmUntil = cpuMs() + WARM_MS;
  do task();
  while (cpuMs() < warmUntil);
  let calls = 1;
  for (;;) {
    const taken = sample(task, calls) * calls;
    if (taken >= sampleMs || calls >= 1 << 20) return calls;
    calls = taken <= 0 ? calls * 8 : Math.ceil(calls * Math.min(8, (1.3 * sampleMs) / taken));
  }
}

function sample(task, calls) {
  const before = cpuMs();
  for (let call = 0; call < calls; call += 1) task();
  return (cpuMs() - before) / calls;
}

export const ms = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
export const times = (value) => `${value.toFixed(value < 10 ? 1 : 0)}×`;

/** Prints a Markdown table. */
export function table(title, header, rows) {
  console.log(`\n### ${title}\n`);
  console.log(`| ${header.join(" | ")} |`);
  console.log(`|${header.map(() => "---").join("|")}|`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}
