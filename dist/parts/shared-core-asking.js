// src/core/asking.ts
var PAUSE = 50;
var ANSWER_LIMIT = 5e3;
function isGood(status) {
  return status >= 200 && status < 400;
}
async function askUntilGood(asking) {
  const { clock, started, within } = asking;
  const ended = asking.ended.then((how) => ({ kind: "ended", ended: how }));
  let last = { kind: "refused" };
  for (; ; ) {
    const left = started + within - clock.now();
    if (left <= 0) return { kind: "given-up", last };
    const asked = asking.ask(Math.ceil(Math.min(left, ANSWER_LIMIT)));
    const first = await Promise.race([asked.then((answer2) => ({ kind: "asked", answer: answer2 })), ended]);
    if (first.kind !== "asked") return first;
    const { answer } = first;
    if (answer.kind === "answered" && isGood(answer.status)) {
      return { kind: "answers", status: answer.status, at: clock.now() };
    }
    if (answer.kind !== "refused") last = answer;
    const dead = await Promise.race([clock.pause(PAUSE), ended]);
    if (dead !== void 0) return dead;
  }
}
async function inTime(clock, milliseconds, promise) {
  const enough = new AbortController();
  try {
    return await Promise.race([promise, clock.pause(milliseconds, enough.signal).then(() => void 0)]);
  } finally {
    enough.abort();
  }
}

export {
  askUntilGood,
  inTime
};
