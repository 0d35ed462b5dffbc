import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { refusalOf } from "../waiting.ts";
import type { Log } from "./log.ts";

interface Exporter<T> {
  export(items: T, done: (result: ExportResult) => void): void;
}

/** Says once when what an exporter sends is not taken, and once when it is again. Nothing else waits for that. */
export function saying<T, E extends Exporter<T>>(what: string, log: Log, exporter: E): E {
  let failing = false;
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      const failed = result.code === ExportResultCode.FAILED;
      if (failed && !failing) {
        const refusal = refusalOf("OTEL_EXPORTER_OTLP", result.error);
        const reason = refusal?.message ?? result.error?.name;
        log.warn({ reason }, `${what} cannot be exported; what is not taken is dropped`);
      }
      if (!failed && failing) log.info(`${what} are exported again`);
      failing = failed;
      done(result);
    });
  return exporter;
}
