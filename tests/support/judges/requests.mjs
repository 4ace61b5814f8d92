// What a request to a provider means: what its own client and we must agree on, without what belongs to the
// connection, the runtime or the library.

/** Headers that say nothing about the message. */
const OF_THE_WAY = new Set(["accept-encoding", "accept-language", "connection", "content-length", "host", "sec-fetch-mode",
  "traceparent", "transfer-encoding", "cf-worker", "cf-connecting-ip", "cf-ew-via", "cdn-loop"]);

/** `{ method, path, header …, field … }`, flat, so that two of them can be compared line by line. */
export function meaning(call) {
  const told = { method: call.method, path: call.path };
  for (const [name, value] of call.query) told[`query ${name}`] = value;
  for (const [name, value] of Object.entries(call.headers)) {
    if (!OF_THE_WAY.has(name)) told[`header ${name}`] = name === "content-type" ? value.split(";")[0] : value;
  }
  if (call.form) for (const [name, value] of call.form) told[`field ${name}`] = value;
  else if (call.json !== undefined) flatten("field", call.json, told);
  else if (call.text !== "") told.body = call.text;
  return told;
}

function flatten(path, value, told) {
  if (value === null || typeof value !== "object") told[path] = value;
  else for (const [name, inner] of Object.entries(value)) flatten(`${path}${path === "field" ? " " : "."}${name}`, inner, told);
}

/**
 * Lines in which two requests differ, as `[line, ours, theirs]`; `explained` are patterns of lines with the reason why
 * they may. A reason that explains nothing is returned too: it is out of date.
 */
export function differences(ours, theirs, explained) {
  const [a, b] = [meaning(ours), meaning(theirs)];
  const used = new Set();
  const found = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((line) => a[line] !== b[line]).filter((line) => {
    const reason = explained.find(([pattern]) => pattern.test(line));
    if (reason) used.add(reason);
    return !reason;
  });
  return [...found.map((line) => [line, a[line], b[line]]), ...explained.filter((one) => !used.has(one)).map(([pattern]) => [`${pattern} differs in nothing`])];
}
