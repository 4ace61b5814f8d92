// The Worker's entry point with a counter around D1, for tests: the local runtime enforces neither
// the number of queries of an invocation (50 or 1,000) nor their price, so tests assert on both.
// `GET /__costs` answers what was asked since the last such call, and starts anew.
import worker from "./entry.js";

const nothing = () => ({ calls: 0, statements: 0, rowsRead: 0, rowsWritten: 0 });
let costs = nothing();
const inner = new WeakMap();

function count(results) {
  for (const result of [results].flat()) {
    costs.statements += 1;
    costs.rowsRead += result?.meta?.rows_read ?? 0;
    costs.rowsWritten += result?.meta?.rows_written ?? 0;
  }
  return results;
}

function countedStatement(statement) {
  // `first` and `raw` answer bare rows; `all` answers them with their price.
  const all = async () => {
    costs.calls += 1;
    return count(await statement.all());
  };
  const raw = async (options) => {
    costs.calls += 1;
    costs.statements += 1;
    return statement.raw(options);
  };
  const first = async (column) => {
    const row = (await all()).results[0];
    if (row === undefined) return null;
    return column === undefined ? row : row[column];
  };
  const counted = new Proxy(statement, {
    get(target, name) {
      switch (name) {
        case "bind": return (...values) => countedStatement(target.bind(...values));
        case "all": case "run": return all;
        case "first": return first;
        case "raw": return raw;
        default: return Reflect.get(target, name);
      }
    },
  });
  inner.set(counted, statement);
  return counted;
}

const countedDatabase = (database) => new Proxy(database, {
  get(target, name) {
    switch (name) {
      case "prepare": return (text) => countedStatement(target.prepare(text));
      case "batch": return async (statements) => {
        costs.calls += 1;
        return count(await target.batch(statements.map((one) => inner.get(one) ?? one)));
      };
      case "exec": return async (text) => {
        costs.calls += 1;
        return target.exec(text);
      };
      default: return Reflect.get(target, name);
    }
  },
});

const counted = (env) => ({ ...env, DB: countedDatabase(env.DB) });

export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== "/__costs") return worker.fetch(request, counted(env), context);
    const answer = Response.json(costs);
    costs = nothing();
    return answer;
  },
  scheduled: (event, env, context) => worker.scheduled(event, counted(env), context),
  queue: (batch, env, context) => worker.queue(batch, counted(env), context),
  email: (message, env, context) => worker.email(message, counted(env), context),
};
