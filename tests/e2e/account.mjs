// A small company for the tests of the API: one module with a pipeline, one colleague, clients.
import assert from "node:assert/strict";

/** The module `deals`: stages, money, a date, a choice. */
export const DEALS = {
  label: "Deals",
  sms_enabled: true,
  fields: [
    { key: "amount", label: "Amount", kind: "money", currency: "PLN" },
    { key: "closes", label: "Closes", kind: "date" },
    { key: "source", label: "Source", kind: "choice", options: [{ key: "web", label: "Web" }, { key: "fair", label: "Fair" }] },
  ],
  pipelines: [{
    key: "sales", label: "Sales", stages: [
      { key: "new", label: "New" },
      { key: "offer", label: "Offer sent" },
      { key: "won", label: "Won", is_final: true },
    ],
  }],
};

/** A call of `/api/v1`, with the answer's body when the status is the expected one. */
export function api(client) {
  const call = (method) => async (route, body, { status, headers } = {}) => {
    const answer = await client.call(method, `/api/v1${route}`, body, headers);
    const expected = status ?? (answer.status < 300 ? answer.status : 200);
    assert.equal(answer.status, expected, `${method} ${route}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return { get: (route, options) => call("GET")(route, undefined, options),
    post: call("POST"), put: call("PUT"), delete: (route, options) => call("DELETE")(route, undefined, options) };
}

/** Settings, a colleague, the module `deals`. */
export async function setUp(client) {
  const v1 = api(client);
  await v1.put("/settings", { name: "Okna Nowak", zone: "Europe/Warsaw", language: "pl", holiday_country: "PL",
    sms_prices: [{ prefix: "+48", currency: "PLN", micros_per_part: 90000 }] });
  await v1.post("/users", { id: "u_ana", name: "Ana Kowalska", email: "ana@okna.example" });
  await v1.put("/modules/deals", DEALS);
  return v1;
}

/** A client who may be written to. */
export const contact = (number, values = {}) => ({
  id: `c_${number}`,
  values: { first_name: "Jan", last_name: `Nowak ${number}`, email: `jan${number}@client.example`,
    phone: `+48601${String(number).padStart(6, "0")}`, email_consent: true, sms_consent: true, ...values },
});

/** A deal of that client. */
export const deal = (number, values = {}) => ({
  id: `d_${number}`,
  values: { name: `Deal ${number}`, stage: "new", owner: "u_ana", amount: 100000 + number, contacts: [`c_${number}`], ...values },
});

/** The numbers 1 to `count`. */
export const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);

/** Codes and places of a refusal. */
export const said = (body) => body.problems.map((problem) => [problem.code, problem.at]);
