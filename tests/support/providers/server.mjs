// All providers on one loopback port, each below its name: `providers.resend.base` is what an adapter takes
// as the service's address.
//
//     const providers = await startProviders(t);              // ends with the test
//     providers.resend.fail("500_after", "lost");              // the next two sends; see faults.mjs
//     providers.faults("seed 7", { "429": 8, lost: 8 });       // all providers, at rates in percent
//     providers.resend.messages                                // what was accepted, each once
//     providers.resend.calls                                   // every call, with headers and bodies
//     await providers.tell("resend", id, "bounced", { url });  // posts the webhook that the provider would; answers the Response
//     await providers.answer("twilio", { from, text: "STOP" }, { url });   // an SMS that a person sends back
//
// What can be told: resend delivered, bounced, complained, opened, clicked, failed, delivery_delayed · postmark delivered,
// bounced, soft_bounced, complained, opened, clicked, unsubscribed · smsapi and twilio sent, delivered, bounced, failed,
// rejected (smsapi besides: expired, accepted, stopped, unknown). `which` is a message, its id or its key.
// `providers.<name>.notice(…)` makes the same request without posting it, to be changed, forged or repeated.
import { createServer } from "node:http";
import { once } from "node:events";
import { seeded } from "./faults.mjs";
import { Postmark } from "./postmark.mjs";
import { Resend } from "./resend.mjs";
import { Smsapi } from "./smsapi.mjs";
import { Twilio } from "./twilio.mjs";

/**
 * Starts all four; they end with the test `t`. Options, by name, go to each (`{ resend: { key }, … }`).
 * `advance(ms)` lets keys age.
 */
export async function startProviders(t, options = {}) {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const all = {
    resend: new Resend({ now, ...options.resend }),
    postmark: new Postmark({ now, ...options.postmark }),
    smsapi: new Smsapi({ now, ...options.smsapi }),
    twilio: new Twilio({ now, ...options.twilio }),
  };
  const url = await listen(t, async (request, response) => {
    const address = new URL(request.url, "http://providers.local");
    const [, name, path] = /^\/([a-z]+)(\/.*)$/.exec(address.pathname) ?? [];
    const provider = Object.hasOwn(all, name ?? "") ? all[name] : undefined;
    if (!provider) return void response.writeHead(404).end("no such provider");
    await provider.handle(request, response, path, address.searchParams);
  });
  for (const [name, provider] of Object.entries(all)) provider.base = `${url}/${name}`;
  return Object.assign(all, {
    url,
    advance: (ms) => void (ahead += ms),
    faults(seed, rates) {
      for (const name of ["resend", "postmark", "smsapi", "twilio"]) all[name].faults = rates && seeded(`${seed}|${name}`, rates);
    },
    tell: (name, which, what, where) => all[name].post(all[name].notice(which, what, where)),
    answer: (name, sms, where) => all[name].post(all[name].reply(sms, where)),
  });
}

/**
 * A server on a free port of loopback, which ends with the test `t`; answers its address. A request that breaks off
 * before its end, because whoever sent it was killed, has not arrived.
 */
export async function listen(t, handler) {
  const server = createServer((request, response) => {
    handler(request, response).catch((error) => {
      if (error.code !== "ECONNRESET") throw error;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}
