// The Worker's entry point with a clock that runs: `GET /__soak?minutes=n` goes n minutes on, and at each of them the
// platform's tick comes twice, at once. Answers the longest minute's time. Units: ms.
import worker from "./entry.js";

const MINUTE_MS = 60_000;
const now = (env) => env.DB.prepare("SELECT now_ms FROM dev_clock").first("now_ms");

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.pathname !== "/__soak") return worker.fetch(request, env, context);
    let at = await now(env);
    for (let minute = 0; minute < Number(url.searchParams.get("minutes")); minute += 1) {
      at += MINUTE_MS;
      await env.DB.prepare("UPDATE dev_clock SET now_ms = ?1").bind(at).run();
      const tick = () => worker.scheduled({ cron: "* * * * *", scheduledTime: at, type: "scheduled" }, env, context);
      await Promise.all([tick(), tick()]);
    }
    return Response.json({ now: new Date(at).toISOString() });
  },
  scheduled: (event, env, context) => worker.scheduled(event, env, context),
  queue: (batch, env, context) => worker.queue(batch, env, context),
  email: (message, env, context) => worker.email(message, env, context),
};
