// The Worker's entry point with a gate before what ticks commit, for tests of what happens between a
// tick's reading and its writing. `POST /__gate?closed=1` closes it, `?closed=0` opens it; both answer
// how many commits stand before it. Requests pass by: only ticks stop, until it is open.
import worker from "./entry.js";

let isClosed = false;
let held = 0;

/** Whether these statements are a decision on its way into the store. */
const isCommit = (texts) => texts.some((text) => text.includes("INSERT INTO subject("));

async function pass() {
  held += 1;
  // By a timer, since a promise of one request may not be kept by another.
  while (isClosed) await scheduler.wait(5);
  held -= 1;
}

function gated(database) {
  const text = new WeakMap();
  const inner = new WeakMap();
  const known = (statement, query) => {
    const one = new Proxy(statement, {
      get(target, name) {
        if (name === "bind") return (...values) => known(target.bind(...values), query);
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    text.set(one, query);
    inner.set(one, statement);
    return one;
  };
  return new Proxy(database, {
    get(target, name) {
      switch (name) {
        case "prepare": return (query) => known(target.prepare(query), query);
        case "batch": return async (statements) => {
          if (isClosed && isCommit(statements.map((one) => text.get(one)))) await pass();
          return target.batch(statements.map((one) => inner.get(one)));
        };
        default: return Reflect.get(target, name);
      }
    },
  });
}

const behind = (env) => ({ ...env, DB: gated(env.DB) });

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.pathname !== "/__gate") return worker.fetch(request, env, context);
    if (url.searchParams.has("closed")) isClosed = url.searchParams.get("closed") === "1";
    return Response.json({ held });
  },
  scheduled: (event, env, context) => worker.scheduled(event, behind(env), context),
  queue: (batch, env, context) => worker.queue(batch, behind(env), context),
  email: (message, env, context) => worker.email(message, env, context),
};
