// Prints the tiny machine (test/support/tiny-model.ts) in Promela, for Spin: spin -a, gcc -O2 -DSAFETY -DNOREDUCE, pan.
// usage: promela.mjs R=3 C=2 J=8
const o = {
  R: 3,
  C: 2,
  J: 8,
  JF: 1,
  buggy: 0,
  ...Object.fromEntries(
    process.argv
      .slice(2)
      .map((a) => a.split('='))
      .map(([k, v]) => [k, +v]),
  ),
};
const { R, C, J, JF, buggy } = o,
  por = o.por ?? 0,
  style = o.style ?? 'one',
  N = 2 * R,
  d = (i) => (i >= R ? 1 : 0),
  L = [];
const idx = [...Array(N).keys()],
  disk = (q) => idx.filter((i) => d(i) === q);
L.push(`/* R=${R} C=${C} J=${J} JF=${JF} buggy=${buggy} */
#define STOP 1
#define RESUME 2
#define BIE 3
#define JERR 4
#define JDONE 5
bit running = 1; bit stopReq; bit drain; byte conts = ${C}; byte resumes = ${JF}; bit saw; byte jidx; byte jph = ${J ? 0 : 4}; byte jf = ${JF};
byte thr[2]; byte rs[${N}];
chan evq = [24] of { byte }; chan cmq = [4] of { byte };
byte e; byte c;
inline bie(dd) { ${buggy ? 'if :: thr[dd] == 0 -> evq!BIE; thr[dd] = 1 :: else -> thr[dd] = 2 fi' : 'evq!BIE'} }`);
const comp = (i) => [
  `  :: d_step { rs[${i}] == 0 -> rs[${i}] = 1 }`,
  `  :: d_step { rs[${i}] == 0 -> rs[${i}] = 2; stopReq = 1; bie(${d(i)}) }`,
];
const busy = `(${idx.map((i) => `(rs[${i}] == 1 || rs[${i}] == 2)`).join(' && ')} && jph != 1 && jph != 2)`;
const loop = [
  `  :: d_step { (!drain && stopReq) -> stopReq = 0; if :: running -> running = 0; evq!STOP :: else fi; drain = 1 }`,
  `  :: d_step { (drain && ${busy}) -> drain = 0 }`,
  `  :: d_step { (!drain && nempty(cmq)) -> cmq?c; if :: c == 1 -> if :: running -> if :: stopReq -> stopReq = 0; evq!STOP; evq!RESUME :: else fi :: else -> stopReq = 0; evq!RESUME; running = 1; ${idx.map((i) => `if :: rs[${i}] == 2 -> rs[${i}] = 3 :: else fi`).join('; ')} fi :: else -> if :: jph == 3 -> jph = 0 :: else fi fi; c = 0 }`,
  ...[0, 1].map(
    (q) =>
      `  :: d_step { (${disk(q)
        .map((i) => `rs[${i}] == 3`)
        .join(' || ')}) -> ${disk(q)
        .map((i) => `if :: rs[${i}] == 3 -> rs[${i}] = 0 :: else fi`)
        .join('; ')} }`,
  ),
  ...(buggy
    ? [0, 1].map(
        (q) =>
          `  :: d_step { (!drain && thr[${q}] > 0) -> if :: thr[${q}] == 2 -> evq!BIE; thr[${q}] = 1 :: else -> thr[${q}] = 0 fi }`,
      )
    : []),
];
const client = [
  `  :: d_step { nempty(evq) -> evq?e; if :: e == STOP -> assert(saw); if :: conts > 0 -> conts--; cmq!1 :: else fi :: e == RESUME -> saw = 0 :: e == BIE -> saw = 1 :: e == JERR -> if :: resumes > 0 -> resumes--; cmq!2 :: else fi :: else fi; e = 0 }`,
];
const job = [
  `  :: d_step { (jph == 0 && !drain) -> jph = 1 }`,
  `  :: d_step { jph == 1 -> jph = 2 }`,
  `  :: d_step { jph == 2 -> jidx++; if :: jidx == ${J} -> jph = 4; evq!JDONE :: else -> jph = 0 fi }`,
  `  :: d_step { (jph == 2 && jf > 0) -> jf--; jph = 3; evq!JERR }`,
];
const P = (n, b) => L.push(`active proctype ${n}() {\nend: do\n${b.join('\n')}\n  od }`);
if (style === 'one') P('all', [...idx.flatMap(comp), ...client, ...job, ...loop]);
else {
  for (const i of idx) P(`req${i}`, comp(i));
  P('client', client);
  P('job', job);
  P('mainloop', loop);
}
let txt = L.join('\n');
if (por && style === 'one')
  txt = txt
    .split('\n')
    .map((l) =>
      /^ {2}:: d_step/.test(l) && !/nempty\(evq\)/.test(l)
        ? l.replace(/d_step \{ (.*?) ->/, 'd_step { (empty(evq) && ($1)) ->')
        : l,
    )
    .join('\n');
if (por && style === 'proc')
  txt = txt
    .replace('proctype client() {', 'proctype client() { xr evq; xs cmq;')
    .replace('proctype mainloop() {', 'proctype mainloop() { xr cmq;');
console.log(txt);
