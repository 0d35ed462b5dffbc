import { parentPort } from "node:worker_threads";

// Stands in for the renderer's worker and does what a notice's title says.
parentPort?.on("message", ({ content }: { content: { title: string } }) => {
  if (content.title === "crash") throw new Error("the title of somebody's notice");
  if (content.title === "exit") process.exit(1);
  if (content.title === "hang") return;
  if (content.title === "grow") {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index + Math.random()));
  }
  parentPort?.postMessage({ bytes: new Uint8Array([content.title.length]) });
});
