// npm run -s bench:notice: how long one notice takes from its content to the bytes of a PDF with its embedded fonts, in
// one thread that is warm, as the worker of `documents` is. Figures of one run; compare only what was measured side by
// side.
import { commandLine, runCommandLine } from "../cli/command-line.ts";
import { readSchema } from "../platform/messaging/contracts/validate.ts";
import type { NoticeContent } from "../services/documents/render/notice-content.ts";
import { openFaces, renderNotice } from "../services/documents/render/render-notice.ts";

const warmUp = 100;
const measured = 300;

const program = commandLine(
  "npm run bench:notice --",
  "Measures how long one notice takes, in one thread that is warm.",
);
program.action(async () => {
  const { good } = readSchema("samples/forms", "notice-content.v1.json") as { good: NoticeContent[] };
  const faces = openFaces();
  for (const content of good) {
    for (let i = 0; i < warmUp; i += 1) await renderNotice(content, faces);
    const times: number[] = [];
    let bytes = 0;
    for (let i = 0; i < measured; i += 1) {
      const since = performance.now();
      bytes = (await renderNotice(content, faces)).length;
      times.push(performance.now() - since);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => Math.round((times[Math.floor(share * times.length)] ?? 0) * 10) / 10;
    console.log(JSON.stringify({ notice: content.title, bytes, ms: { p50: at(0.5), p95: at(0.95) } }));
  }
});
await runCommandLine(program);
