// A receiver of webhooks on loopback, which keeps what it gets, and fails when it is told to.
import { EventEmitter, once } from "node:events";
import { listen } from "./providers/server.mjs";

/** Starts a receiver; it ends with the test `t`. `seeded` answers a fault for a webhook's id, or nothing. `fail(…)` takes statuses, and `lost` (kept, the connection broken), `hold` (kept, never answered). `until(n)` waits for the n-th. */
export async function startReceiver(t, { seeded } = {}) {
  const received = [];
  const faults = [];
  const arrived = new EventEmitter();
  const until = async (count) => {
    while (received.length < count) await once(arrived, "webhook");
  };
  const handle = async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const fault = faults.shift() ?? seeded?.(request.headers["webhook-id"]);
    if (fault && typeof fault === "object") return void response.writeHead(302, fault).end();
    if (typeof fault === "number") return void response.writeHead(fault).end("the receiver's own words");
    received.push({ headers: request.headers, body, arrived: Date.now() });
    arrived.emit("webhook");
    if (fault === "hold") return;
    if (fault === "lost") return request.socket.destroy();
    response.writeHead(204).end();
  };
  const service = { received, fail: (...ways) => faults.push(...ways), until, handle };
  const url = await listen(t, (request, response) => service.handle(request, response));
  return Object.assign(service, { url: `${url}/hook` });
}
