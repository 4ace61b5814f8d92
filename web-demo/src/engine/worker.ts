/** The Web Worker that holds the engine and the records, so that the page never waits for either. */

import { init, RelanceProblems, type Dataset, type Engine, type Setup } from "@relance/preview";
import type { EngineCalls, EngineReply, EngineRequest } from "./protocol.js";

let engine: Engine;
let dataset: Dataset | undefined;
let setup: Setup;

const records = (): Dataset => {
  if (!dataset) throw new Error("the engine was asked before it was started");
  return dataset;
};

const calls: EngineCalls = {
  start(given) {
    dataset?.free();
    setup = given;
    dataset = engine.dataset(given);
  },
  setSetup(given) {
    setup = given;
    records().setSetup(given);
  },
  load: (module, bytes) => records().load(module, bytes),
  loadChanges: (module, bytes) => records().loadChanges(module, bytes),
  loadEvents: (module, bytes) => records().loadEvents(module, bytes),
  inspectCsv: (request) => records().inspectCsv(request),
  readCsv: (request, importId) => records().readCsv(request, importId),
  completeSetup: (given) => engine.completeSetup(given),
  remove: (module, ids) => records().remove(module, ids),
  record(module, id) {
    try {
      return records().record(module, id).record;
    } catch {
      return null;
    }
  },
  checkRecord: (module, record) => records().checkRecord(module, record),
  subscription: (now, automation) => records().subscription(now, automation),
  activation: (request) => records().activation(request),
  standings: () => records().standings(),
  onceKeys: () => records().onceKeys(),
  setStandings: (standings, onceKeys) => records().setStandings(standings, onceKeys),
  rehearse: (request) => records().rehearse(request),
  upsert: (module, rows) => records().upsert(module, rows),
  clear() {
    dataset?.free();
    dataset = engine.dataset(setup);
  },
  nextSlots: (request) => engine.nextSlots(request),
  measureSms: (text, options) => engine.measureSms(text, options),
  renderTemplate({ template, record, now }) {
    return engine.renderTemplate({ template, ...records().record(template.module, record), setup, now });
  },
  checkFilter: (module, input) => engine.checkFilter({ module, setup, ...input }),
  operators: () => engine.operators(),
  count: (module, filter, now) => records().count(module, filter, now),
  page: (request) => records().page(request),
  explain: (module, filter, record, now) => records().explain(module, filter, record, now),
  diff: (module, before, after, now) => records().diff(module, before, after, now),
  findings: (automation) => records().findings(automation),
  timeline: (request) => records().timeline(request),
  forecast: (request) => records().forecast(request),
};

function reply(message: EngineReply): void {
  (self as unknown as { postMessage(message: EngineReply): void }).postMessage(message);
}

self.addEventListener("message", async (event: MessageEvent<EngineRequest>) => {
  const { id, method, args } = event.data;
  try {
    engine ??= await init();
    const call = calls[method] as (...args: unknown[]) => unknown;
    reply({ id, value: call(...args) });
  } catch (error) {
    if (error instanceof RelanceProblems) reply({ id, problems: error.problems });
    else reply({ id, error: String(error) });
  }
});
