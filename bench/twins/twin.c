// The yardstick in C: the tiny machine (test/support/tiny-model.ts) on an undo log, as fast as it can be written.
// gcc -O2 -DR_=3 -DC_=2 -DJ_=8 -DJF_=1 -DBUGGY=0 -DPOR=0 twin.c
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
enum { OK, FAIL, VMSTOP, DRAINEND, CMD, BH, TIMER, CLIENT, JOB, JOBFAIL }; enum { STOP = 1, RESUME, BIE, JERR, JDONE };
#define R R_
#define N (2 * R)
enum { run, stopReq, drain, conts, resumes, saw, bad, jidx, jph, jf, thr, rs = 12, evn = 18, q0, q1, q2, cmn, cmq, SZ };
static int32_t s[SZ], la[1 << 16], lv[1 << 16], mul_[SZ]; static int lp; static uint32_t H1 = 1, H2 = 2;
static inline void put(int i, int32_t v) { int32_t old = s[i]; if (old == v) return; la[lp] = i; lv[lp++] = old; s[i] = v; uint32_t m = mul_[i], x = ((uint32_t)old ^ m) * 0x85ebca6bu, y = ((uint32_t)v ^ m) * 0x85ebca6bu; x ^= x >> 15; x *= 0x2c1b3c6du; y ^= y >> 15; y *= 0x2c1b3c6du; H1 += y - x; x = (x ^ x >> 13) * 0x297a2d39u; y = (y ^ y >> 13) * 0x297a2d39u; H2 += (y ^ y >> 16) - (x ^ x >> 16); }
static inline void undo(int to, uint32_t a, uint32_t b) { while (lp > to) { lp--; s[la[lp]] = lv[lp]; } H1 = a; H2 = b; }
static void emit(int e) { int n = s[evn], w = n < 10 ? 0 : n < 20 ? 1 : 2; put(q0 + w, s[q0 + w] | e << 3 * (n - 10 * w)); put(evn, n + 1); }
static int popev(void) { uint32_t a = s[q0], b = s[q1], c = s[q2]; put(q0, a >> 3 | (b & 7) << 27); if (b) put(q1, b >> 3 | (c & 7) << 27); if (c) put(q2, c >> 3); put(evn, s[evn] - 1); return a & 7; }
static void send(int c) { put(cmq, s[cmq] | c << 2 * s[cmn]); put(cmn, s[cmn] + 1); }
static int enabled(int *o, int n) { if (POR) { if (s[evn]) { o[n++] = CLIENT << 4; return n; } if (POR > 1 && s[jph] == 1) { o[n++] = JOB << 4; return n; } } int dr = s[drain], busy = 0;
  for (int i = 0; i < N; i++) { int v = s[rs + i]; if (v == 0) { o[n++] = FAIL << 4 | i; o[n++] = OK << 4 | i; busy = 1; } else if (v == 3) busy = 1; }
  if (s[evn]) o[n++] = CLIENT << 4; int p = s[jph]; if (p == 0) { if (!dr) o[n++] = JOB << 4; } else if (p < 3) { busy = 1; o[n++] = JOB << 4; if (p == 2 && s[jf]) o[n++] = JOBFAIL << 4; }
  for (int d = 0; d < 2; d++) for (int i = d * R; i < d * R + R; i++) if (s[rs + i] == 3) { o[n++] = BH << 4 | d; break; }
  if (dr) { if (!busy) o[n++] = DRAINEND << 4; } else { if (s[stopReq]) o[n++] = VMSTOP << 4; if (s[cmn]) o[n++] = CMD << 4; if (s[thr]) o[n++] = TIMER << 4; if (s[thr + 1]) o[n++] = TIMER << 4 | 1; } return n; }
static void step(int t) { int a = t & 15; switch (t >> 4) {
  case OK: put(rs + a, 1); break; case FAIL: { put(rs + a, 2); put(stopReq, 1); int d = a >= R; if (!BUGGY) emit(BIE); else if (!s[thr + d]) { emit(BIE); put(thr + d, 1); } else put(thr + d, 2); break; }
  case VMSTOP: put(stopReq, 0); if (s[run]) { put(run, 0); emit(STOP); } put(drain, 1); break; case DRAINEND: put(drain, 0); break;
  case CMD: { int c = s[cmq] & 3; put(cmq, s[cmq] >> 2); put(cmn, s[cmn] - 1); if (c == 1) { if (s[run]) { if (s[stopReq]) { put(stopReq, 0); emit(STOP); emit(RESUME); } } else { put(stopReq, 0); emit(RESUME); put(run, 1); for (int i = 0; i < N; i++) if (s[rs + i] == 2) put(rs + i, 3); } } else if (s[jph] == 3) put(jph, 0); break; }
  case BH: for (int i = a * R; i < a * R + R; i++) if (s[rs + i] == 3) put(rs + i, 0); break; case TIMER: if (s[thr + a] == 2) { emit(BIE); put(thr + a, 1); } else put(thr + a, 0); break;
  case CLIENT: { int e = popev(); if (e == STOP) { if (!s[saw]) put(bad, 1); if (s[conts]) { put(conts, s[conts] - 1); send(1); } } else if (e == RESUME) put(saw, 0); else if (e == BIE) put(saw, 1); else if (e == JERR && s[resumes]) { put(resumes, s[resumes] - 1); send(2); } break; }
  case JOB: if (s[jph] == 0) put(jph, 1); else if (s[jph] == 1) put(jph, 2); else { put(jidx, s[jidx] + 1); if (s[jidx] == J_) { put(jph, 4); emit(JDONE); } else put(jph, 0); } break;
  case JOBFAIL: put(jf, s[jf] - 1); put(jph, 3); emit(JERR); break; } }
static uint32_t *tab; static uint32_t M; static inline int add(uint32_t h, uint32_t g) { if (!h) h = 1; uint32_t i = g & M; for (;;) { uint32_t v = tab[2 * i]; if (!v) { tab[2 * i] = h; tab[2 * i + 1] = g; return 1; } if (v == h && tab[2 * i + 1] == g) return 0; i = (i + 1) & M; } }
static int en[1 << 16], top[4096], base[4096], lg[4096]; static uint32_t h1[4096], h2[4096];
int main(void) { for (int i = 0; i < SZ; i++) mul_[i] = ((uint32_t)(i * 2 + 1) * 0x9e3779b1u) | 1; s[run] = 1; s[conts] = C_; s[resumes] = JF_; s[jf] = JF_; s[jph] = J_ ? 0 : 4; for (int i = N; i < 6; i++) s[rs + i] = 1;
  M = (1u << 24) - 1; tab = calloc(2 << 24, 4); clock_t c0 = clock(); long states = 1, trans = 0, bugs = 0; int d = 0; add(H1, H2); top[0] = enabled(en, 0); h1[0] = H1; h2[0] = H2;
  while (d >= 0) { if (top[d] == base[d]) { if (--d >= 0) undo(lg[d], h1[d], h2[d]); continue; } step(en[--top[d]]); trans++;
    if (add(H1, H2)) { states++; if (s[bad]) { bugs++; undo(lg[d], h1[d], h2[d]); } else { int b = top[d]; d++; base[d] = b; top[d] = enabled(en, b); lg[d] = lp; h1[d] = H1; h2[d] = H2; } } else undo(lg[d], h1[d], h2[d]); }
  double ms = (clock() - c0) * 1e3 / CLOCKS_PER_SEC; printf("C undo: states %ld trans %ld bugs %ld cpu %.0f ms, %.2f M states/s %.2f M trans/s\n", states, trans, bugs, ms, states / ms / 1e3, trans / ms / 1e3); }
