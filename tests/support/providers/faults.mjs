// How a stand-in of a provider fails: by a list of the next faults, or at rates drawn from a seed.
//
// | fault | what happens | what the caller can know |
// |---|---|---|
// | `429` | refused before anything, with `Retry-After` | nothing was done |
// | `503` | out of service, with `Retry-After` | nothing was done |
// | `500` | fails before anything is done | uncertain |
// | `500_after` | it is done, and the answer says that it failed | uncertain |
// | `lost` | it is done, and the connection breaks before the answer | uncertain |
// | `refused` | the connection breaks before anything is done | uncertain |
// | `hold` | it is done, and the answer comes only after `holdMs` | uncertain, when the caller gives up before |
// | `html` | a page of maintenance instead of an answer, with status 200 | uncertain |
import { createHash } from "node:crypto";

export const FAULTS = ["429", "503", "500", "500_after", "lost", "refused", "hold", "html"];
/** Faults at which the provider has done what it was asked. */
export const DONE = new Set(["500_after", "lost", "hold"]);
/** Faults at which the answer says that nothing was done. */
export const HARMLESS = new Set(["429", "503"]);

/**
 * Faults at rates in percent, as `{ "429": 8, lost: 8 }`. The n-th call about the same thing fails the same
 * way in each run of the same seed, whatever else happens in between.
 */
export function seeded(seed, rates) {
  for (const name of Object.keys(rates)) known(name);
  const tries = new Map();
  return (identity) => {
    const attempt = (tries.get(identity) ?? 0) + 1;
    tries.set(identity, attempt);
    let point = fraction(`${seed}|${identity}|${attempt}`) * 100;
    return Object.keys(rates).find((name) => (point -= rates[name]) < 0);
  };
}

/** Between 0 and 1, the same for the same text. */
export function fraction(text) {
  return createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
}

/** Throws for a word that is no fault: a misspelt one would never happen. */
export function known(name) {
  if (!FAULTS.includes(name)) throw new Error(`no fault is called ${name}; there are ${FAULTS.join(", ")}`);
}
